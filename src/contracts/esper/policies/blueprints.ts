import {
  Blueprint,
  BlueprintParams,
  type StoredBlueprint,
} from '../../../../schemas/esper/policies/blueprint.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { blueprints as collection } from '../collections.js';
import { versionOf } from '../devices/installed-apps.js';
import { blueprintClient } from '../evidence.js';
import { resource } from '../resource.js';

const blueprint = resource({
  collection,
  url: '/v0/enterprise/:enterprise_id/blueprint/',
  id: 'blueprint_id',
  noun: 'blueprint',
  params: BlueprintParams,
  model: Blueprint,
  evidence: blueprintClient,
  key: ({ blueprint_id }) => blueprint_id.toLowerCase(),
  present: (_, { wire }) => presentBlueprint(wire),
});

/** What the devices of groups are set up with. */
export const blueprintOperations: readonly Operation[] = [
  blueprint.read({ operationId: 'getBlueprint', summary: 'Read a blueprint' }),
];

function presentBlueprint(stored: StoredBlueprint): Blueprint {
  const { application, ...revision } = stored.latest_revision;
  const apps = application.apps.map((app) => ({
    app_version: versionOf(app).id,
    ...app,
  }));
  return { ...stored, latest_revision: { ...revision, application: { apps } } };
}
