import { ref } from '../../../../schemas/annotations.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { ImeiParams } from '../../../../schemas/kajeet/devices/devices.js';
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
import { withinOwnTree } from '../access.js';
import { preferences } from '../collections.js';
import { requireGroupIds } from '../corps.js';
import { documented } from '../evidence.js';
import { assertImeisExist } from './selection.js';

const source = documented('devices', '/v1.0/devices/{corpId}');

type Settings = Record<string, unknown>;
type GroupRequest = ValidatedRequest<CorpParams, unknown, unknown>;

/** SmartSpot settings of the devices page: free-form documents by IMEI. */
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
      return save(request, [imei], settings);
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
      return save(request, imeis, settings);
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
      assertImeisExist(request, requireGroupIds(request), [imei]);
      return { ...read(request, imei), imei };
    },
  }),
];

/** Changes what the body names and leaves the other settings; all SmartSpots or none. */
function save(request: GroupRequest, imeis: readonly string[], changed: Settings) {
  const named = [...new Set(imeis)];
  assertImeisExist(request, requireGroupIds(request), named);
  const stored = request.sandbox.documents(preferences);
  for (const imei of named) {
    const internal = { id: idOf(imei) };
    const wire = { ...read(request, imei), ...changed };
    stored.upsert(wire, internal);
  }
  const message = `Settings updated for ${named.length} SmartSpot${named.length === 1 ? '' : 's'}`;
  return { message, updated: named.length };
}

function read({ sandbox }: GroupRequest, imei: string): Settings {
  return sandbox.documents(preferences).get(idOf(imei))?.wire ?? factoryDefaults(imei);
}

/** What a SmartSpot has out of its box. */
function factoryDefaults(imei: string): Settings {
  return { ssid: `SmartSpot-${imei.slice(-4)}`, wifiEnabled: true, maxClients: 10 };
}

function idOf(imei: string): string {
  return `smartspot ${imei}`;
}
