import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import type { InstalledApp } from '../../../../schemas/esper/devices/apps.js';
import { deviceStates } from '../../../../schemas/esper/devices/device.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { findInstallable } from '../applications/installable.js';
import { devices } from '../collections.js';
import { installsOf, versionOf } from '../devices/installed-apps.js';
import { policyAt } from '../policies/assignment.js';
import { currentTimestamp } from '../tenant/timestamp.js';

/** Does on a device what a command says. Returns why it failed; an empty text for success. */
export function applyCommand(
  sandbox: Sandbox,
  { command, command_args: args }: Pick<StoredRequest, 'command' | 'command_args'>,
  id: string,
): string {
  const device = sandbox.documents(devices).get(id);
  if (!device) return 'No such device';
  const on = currentTimestamp(sandbox);
  const wire = { ...device.wire, updated_on: on };
  const internal = { ...device.internal, lastCommand: command };
  const save = (changed = wire, installs?: readonly InstalledApp[]) => {
    const changedInternal = installs ? { ...internal, installs: [...installs] } : internal;
    sandbox.documents(devices).upsert(changed, changedInternal);
    return '';
  };
  if (command === 'WIPE') {
    const state = deviceStates.inactive;
    return save({ ...wire, state, status: state, is_active: false, tags: [], policy: null }, []);
  }
  if (command === 'UPDATE_DEVICE_CONFIG' && args.device_alias_name !== undefined)
    return save({ ...wire, alias_name: args.device_alias_name });
  if (command === 'SET_NEW_POLICY') {
    const policy = policyAt(sandbox, args.policy_url ?? '');
    return policy ? save({ ...wire, policy: policy.id }) : 'The enterprise has no such policy';
  }
  if (command !== 'INSTALL' && command !== 'UNINSTALL') return save();
  const installs = installsOf(device);
  const app =
    command === 'INSTALL' ? findInstallable(sandbox, args) : findInstalled(installs, args);
  if (typeof app === 'string') return app;
  const others = installs.filter((each) => each.package_name !== app.package_name);
  const install_state = command === 'INSTALL' ? 'INSTALL_SUCCESS' : 'UNINSTALL_SUCCESS';
  return save(wire, [...others, { ...app, install_state, on }]);
}

/** The app of a device that an UNINSTALL names, by its package or its version; why there is none otherwise. */
function findInstalled(
  installs: readonly InstalledApp[],
  { package_name, app_version }: StoredRequest['command_args'],
): InstalledApp | string {
  const found = installs.find((each) =>
    app_version === undefined
      ? each.package_name === package_name
      : versionOf(each).id === app_version.toLowerCase(),
  );
  return found?.install_state === 'INSTALL_SUCCESS' ? found : 'The device has no such app';
}
