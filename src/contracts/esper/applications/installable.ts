import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import type { InstalledApp } from '../../../../schemas/esper/devices/apps.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { applications, appVersions } from '../collections.js';
import { versionsOf } from './present.js';

/** What an INSTALL names and a device can install. */
type Installable = Pick<InstalledApp, 'package_name'> & Required<Pick<InstalledApp, 'version'>>;

/**
 * Finds the version that the arguments of a command name, by its identifier, or by its package: then the default version, and
 * without one the newest. Returns why nothing can be installed instead.
 */
export function findInstallable(
  sandbox: Sandbox,
  { app_version, package_name }: StoredRequest['command_args'],
): Installable | string {
  const named = sandbox.documents(appVersions).get(foldCase(app_version ?? ''))?.wire;
  const application = named
    ? sandbox.documents(applications).get(named.application)?.wire
    : sandbox.documents(applications).findOne({ where: { package_name: package_name ?? '' } })
        ?.wire;
  if (!application || (app_version !== undefined && !named)) return 'The tenant has no such app';
  const enabled = versionsOf(sandbox, application.id).filter(({ is_enabled }) => is_enabled);
  const version = named ?? enabled.find(({ is_default }) => is_default) ?? enabled[0];
  if (!version) return 'The app has no enabled version';
  if (!version.is_enabled) return 'The version is not enabled';
  return {
    package_name: application.package_name,
    version: {
      id: version.id,
      name: application.application_name,
      version_code: version.version_code,
      build_number: version.build_number,
      hash: version.file.sha256,
    },
  };
}
