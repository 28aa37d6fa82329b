import { ref } from '../../../../schemas/annotations.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { ImeiParams } from '../../../../schemas/kajeet/devices/device.js';
import {
  SmartSpotSettings,
  SmartSpotSettingsMultiRequest,
  SmartSpotSettingsRequest,
} from '../../../../schemas/kajeet/devices/smartspot.js';
import { WriteResult } from '../../../../schemas/kajeet/devices/writes.js';
import { anyScope, withConditions } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { badRequest } from '../../../simulator/contract/problem.js';
import { preferences } from '../collections.js';
import { requireGroupIds, withinOwnTree } from '../corp-tree.js';
import { documented } from '../evidence.js';
import { resolveImeis } from './lookup.js';

const source = documented('devices', '/v1.0/devices/{corpId}');

type Settings = Record<string, unknown>;
type GroupRequest = ValidatedRequest<CorpParams, unknown, unknown>;

/** The maximum size of the settings of a SmartSpot as JSON. */
const maxSettingsBytes = 4096;

/** SmartSpot operations of the vendor's page Devices. The settings are free-form documents by device, as its IMEI can change. */
export const smartspot: readonly Operation[] = [
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/smartspot-settings',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: source, effect: 'change' },
    schema: {
      operationId: 'updateSmartSpotSettings',
      summary: 'Change the settings of one SmartSpot',
      params: CorpParams,
      body: ref(SmartSpotSettingsRequest),
      response: { 200: ref(WriteResult) },
    },
    handler(request) {
      const { imei, ...settings } = request.body;
      return saveSettings(request, [imei], settings);
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/smartspot-settings-multi',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: source, effect: 'change' },
    schema: {
      operationId: 'updateSmartSpotSettingsMulti',
      summary: 'Change the settings of several SmartSpots',
      params: CorpParams,
      body: ref(SmartSpotSettingsMultiRequest),
      response: { 200: ref(WriteResult) },
    },
    handler(request) {
      const { imeis, ...settings } = request.body;
      return saveSettings(request, imeis, settings);
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/smartspot-settings/:imei',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: source, effect: 'read' },
    schema: {
      operationId: 'getSmartSpotSettings',
      summary: 'Read the settings of one SmartSpot',
      params: ImeiParams,
      response: { 200: ref(SmartSpotSettings) },
    },
    handler(request) {
      const { imei } = request.params;
      const [key = ''] = resolveImeis(request, requireGroupIds(request), [imei]);
      return { ...readSettings(request, key, imei), imei };
    },
  }),
];

/** Merges settings into those of all named SmartSpots. Throws a 404 problem, without a change, when one is unknown. */
function saveSettings(request: GroupRequest, imeis: readonly string[], changes: Settings) {
  const uniqueImeis = [...new Set(imeis)];
  const keys = resolveImeis(request, requireGroupIds(request), uniqueImeis);
  const stored = request.sandbox.documents(preferences);
  for (const [index, key] of keys.entries()) {
    const before = readSettings(request, key, uniqueImeis[index] ?? '');
    const settings = { ...before, ...changes };
    assertShort(settings);
    stored.upsert(settings, { id: settingsId(key) });
  }
  const message = `Settings updated for ${uniqueImeis.length} SmartSpot${uniqueImeis.length === 1 ? '' : 's'}`;
  return { message, updated: uniqueImeis.length };
}

/** Throws a 400 problem for settings that are too long, because each change may add keys. */
function assertShort(settings: Settings): void {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes <= maxSettingsBytes) return;
  const message = `makes the settings of a SmartSpot ${bytes} bytes long as JSON; they may have ${maxSettingsBytes}`;
  throw badRequest([{ in: 'body', at: '', message }]);
}

function readSettings({ sandbox }: GroupRequest, key: string, imei: string): Settings {
  return sandbox.documents(preferences).get(settingsId(key))?.wire ?? factoryDefaults(imei);
}

/** The settings of a SmartSpot that nobody has changed. */
function factoryDefaults(imei: string): Settings {
  return { ssid: `SmartSpot-${imei.slice(-4)}`, wifiEnabled: true, maxClients: 10 };
}

/** The id of the preference with the settings of a device. */
export function settingsId(deviceKey: string): string {
  return `smartspot ${deviceKey}`;
}
