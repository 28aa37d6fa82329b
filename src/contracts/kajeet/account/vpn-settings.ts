import { ref } from '../../../../schemas/annotations.js';
import { VpnSettings, VpnSettingsChange } from '../../../../schemas/kajeet/account/vpn-settings.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { accountEditors } from '../access.js';
import { preferences } from '../collections.js';
import { documentedAt, inferredAt } from '../evidence.js';
import { accountIdOf, kajeetCaller } from '../identity.js';

const page = 'https://kajeet.dev/docs/api/accountsettings';

/** The settings of an account that has stored none. */
const defaults: VpnSettings = {
  vpnEnabled: true,
  defaultVpnStatus: 'DISABLED',
  splitTunneling: false,
};

/** VPN operations of the vendor's page Account Settings. */
export const vpnSettings: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/vpnSettings',
    config: { access: accountEditors, evidence: documentedAt(page), effect: 'read' },
    schema: {
      operationId: 'getVpnSettings',
      summary: 'VPN management settings of the logged-in user',
      description: "VPN management settings of the logged-in user: those of the user's account.",
      response: { 200: ref(VpnSettings) },
    },
    handler: (request) => readVpnSettings(request.sandbox, accountIdOf(kajeetCaller(request))),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/vpnSettings',
    config: { access: accountEditors, evidence: inferredAt(page), effect: 'change' },
    schema: {
      operationId: 'updateVpnSettings',
      summary: 'Change the VPN management settings',
      body: ref(VpnSettingsChange),
      response: { 200: ref(VpnSettings) },
    },
    handler(request) {
      const { sandbox, body } = request;
      const account = accountIdOf(kajeetCaller(request));
      const { vpnEnabled, defaultVpnStatus, splitTunneling } = {
        ...readVpnSettings(sandbox, account),
        ...body,
      };
      const settings = { vpnEnabled, defaultVpnStatus, splitTunneling };
      sandbox.documents(preferences).upsert(settings, { id: idOf(account) });
      return settings;
    },
  }),
];

/** The VPN settings of an account. */
export function readVpnSettings(sandbox: Sandbox, account: string): VpnSettings {
  const stored = sandbox.documents(preferences).get(idOf(account));
  return (stored?.wire as VpnSettings | undefined) ?? defaults;
}

function idOf(account: string): string {
  return `${account} vpnSettings`;
}
