import { type Static, Type } from '@sinclair/typebox';
import { inferred, stringEnum } from '../../annotations.js';

const settings = {
  vpnEnabled: Type.Boolean({ description: 'Whether the account uses a VPN at all' }),
  defaultVpnStatus: stringEnum(['ENABLED', 'DISABLED'], {
    description: 'The VPN status of devices that are activated from now on',
  }),
  splitTunneling: Type.Boolean({ description: 'Whether only some traffic passes the VPN' }),
};

/** The vendor publishes no fields. */
export const VpnSettings = inferred(
  Type.Object(settings, { $id: 'VpnSettings', description: 'How an account manages its VPN' }),
);
export type VpnSettings = Static<typeof VpnSettings>;

export const VpnSettingsChange = inferred(
  Type.Partial(Type.Object(settings), {
    $id: 'VpnSettingsChange',
    'x-at-least-one': Object.keys(settings),
    description: 'What changes; what is left out stays as it is',
    examples: [{ defaultVpnStatus: 'ENABLED' }],
  }),
);
export type VpnSettingsChange = Static<typeof VpnSettingsChange>;
