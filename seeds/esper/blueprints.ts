import { exampleBlueprint, type StoredBlueprint } from '../../schemas/esper/policies/blueprint.js';
import { uuidOf } from '../world/identifiers.js';
import { schoolApps } from './devices/apps.js';
import { groupId } from './groups.js';

/** The blueprints of the district: one for the tablets of each school. Other groups use its template. */
export function blueprints(): StoredBlueprint[] {
  return [
    blueprint('NORTHSTAR-HIGH', exampleBlueprint, 'High school tablets', [
      'example.northstar.library',
      'org.khanacademy.android',
      'com.desmos.calculator',
    ]),
    blueprint('NORTHSTAR-ELEM', uuidOf('esper blueprint NORTHSTAR-ELEM'), 'Elementary tablets', [
      'example.northstar.library',
      'org.khanacademy.android',
    ]),
  ];
}

function blueprint(
  organisation: string,
  id: string,
  name: string,
  packages: readonly string[],
): StoredBlueprint {
  const created_on = '2024-07-22T13:30:00Z';
  const updated_on = '2025-08-11T14:05:00Z';
  return {
    id,
    name,
    group: groupId(organisation),
    locked: false,
    created_on,
    updated_on,
    latest_revision: {
      id: uuidOf(`esper blueprint revision ${organisation}`),
      revision_id: 3,
      current: true,
      type: 'PUBLISHED',
      comments: 'Apps of the new school year',
      created_by: 'dana.whitfield',
      created_on: updated_on,
      security: { password_quality: 'PASSWORD_QUALITY_NUMERIC', minimum_password_length: 4 },
      application: { apps: packages.map(blueprintApp) },
      content: { files: [] },
      google_services: { managed_google_play_disabled: false },
    },
  };
}

function blueprintApp(packageName: string) {
  const app = schoolApps.find((each) => each.packageName === packageName);
  if (!app) throw new Error(`the district has no app ${packageName}`);
  return {
    package_name: packageName,
    application_name: app.name,
    is_g_play: false,
    installation_rule: 'DURING',
    state: 'SHOW',
    version_codes: [app.versionCode],
    release_name: app.versionName,
  };
}
