import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import type { InstalledApp } from '../../../../schemas/esper/devices/apps.js';
import { deviceStates } from '../../../../schemas/esper/devices/device.js';
import { formatTimestamp } from '../../../../schemas/esper/users.js';
import { schoolApps } from '../../../../seeds/esper/index.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices } from '../collections.js';
import { appVersionId, installsOf } from '../devices/installed-apps.js';
import { policyAt } from '../policies/assignment.js';

/** Does on a device what a command says. Returns why it failed; an empty text for success. */
export function applyCommand(
  sandbox: Sandbox,
  { command, command_args: args }: Pick<StoredRequest, 'command' | 'command_args'>,
  id: string,
): string {
  const device = sandbox.documents(devices).get(id);
  if (!device) return 'No such device';
  const on = formatTimestamp(sandbox.clock.now());
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
  const app = schoolApps.find(
    (each) => each.packageName === args.package_name || appVersionId(each) === args.app_version,
  );
  if (!app) return 'The tenant has no such app';
  const others = installsOf(device).filter((each) => each.package_name !== app.packageName);
  const install_state = command === 'INSTALL' ? 'INSTALL_SUCCESS' : 'UNINSTALL_SUCCESS';
  return save(wire, [...others, { package_name: app.packageName, install_state, on }]);
}
