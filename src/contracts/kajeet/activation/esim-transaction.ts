import type {
  ESimTransaction,
  ESimTransactionResult,
} from '../../../../schemas/kajeet/activation.js';
import type { Corp } from '../../../../schemas/kajeet/corps.js';
import { models, type Plan } from '../../../../seeds/kajeet/devices/hardware.js';
import { eid, formatMdn } from '../../../../seeds/world/identifiers.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import {
  badRequest,
  conflict,
  type FieldError,
  forbidden,
} from '../../../simulator/contract/problem.js';
import { generateDocument } from '../../../simulator/data/generation.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { readVpnSettings } from '../account/vpn-settings.js';
import { devices, type StoredDevice } from '../collections.js';
import { hasFeature, requireCorpInTree } from '../corp-tree.js';
import { validateCheckDigit } from '../devices/imei.js';
import { liveDevice } from '../devices/live/live-device.js';
import { deviceRules } from '../document-rules/devices.js';
import { accountIdOf, kajeetCaller } from '../identity.js';
import { carrierMessage, findESimCarrier } from './carriers.js';
import { takeESim } from './inventory.js';
import { billingPlansOf } from './plans.js';

type TransactionRequest = ValidatedRequest<unknown, unknown, ESimTransaction>;

/** A drawn device without an eSIM is drawn again, at most this many times. */
const maxDraws = 100;

/** Where the EIDs of devices begin that are activated on an eSIM. */
const firstEid = 3_000_000;

/** Rejects a carrier without eSIMs, and an IMEI with a wrong check digit. */
export function validateTransaction({ body }: UnvalidatedRequest): FieldError[] {
  const { carrier, imei } = body;
  const isUnknown = typeof carrier === 'string' && !findESimCarrier(carrier);
  const carrierErrors: FieldError[] = isUnknown
    ? [{ in: 'body', at: '/carrier', message: carrierMessage(carrier) }]
    : [];
  return [...carrierErrors, ...validateCheckDigit(imei)];
}

/** Activates a line on an eSIM from the stock of the account. */
export function activateESim(request: TransactionRequest): ESimTransactionResult {
  const { sandbox, body } = request;
  const corp = requireCorpInTree(request, body.corpId ?? kajeetCaller(request).corp.corpId);
  assertActivation(sandbox, corp);
  const plan = requirePlan(corp, body.ratePlan);
  const network = findESimCarrier(body.carrier)?.network ?? '';
  assertFree(sandbox, body);
  takeESim(sandbox, accountIdOf({ corp }), network);
  const number = sandbox.sequences.next('kajeet eSIM transactions');
  const device = newDevice(sandbox, { corp, plan, network, number, body });
  sandbox.documents(devices).insert(device.wire, device.internal);
  return {
    message: `The line ${device.wire.mdn} is active on ${network}`,
    transactionId: `ESIM-${String(number).padStart(8, '0')}`,
    status: 'COMPLETED',
    device: liveDevice(sandbox, device),
  };
}

/** What decides a new device. */
interface NewLine {
  readonly corp: Corp;
  readonly plan: Plan;
  readonly network: string;
  readonly number: number;
  readonly body: ESimTransaction;
}

/** A device like the seeded ones, in use from now on: without usage, labels and notes, and with the limits of its group. */
function newDevice(sandbox: Sandbox, line: NewLine): StoredDevice {
  const { corp, plan, network, number, body } = line;
  const { corpId } = corp;
  const wanted = { wire: { status: 'active', network, ratePlan: plan.code }, internal: { corpId } };
  let drawn = drawDevice(sandbox, wanted);
  for (let draw = 1; draw < maxDraws && !hasEsim(drawn); draw++)
    drawn = drawDevice(sandbox, wanted);
  const { nickname: _, filterGroup: __, ...wire } = drawn.wire;
  const { imei = wire.imei, nickname } = body;
  return {
    wire: {
      ...wire,
      mdn: formatMdn(wire.key),
      corpDescription: corp.description,
      network,
      ratePlan: plan.code,
      ratePlanDescription: plan.description,
      monthlyAmountUsed: 0,
      last30DaysUsed: 0,
      onlineStatus: true,
      ...(nickname && { nickname }),
      ...(imei !== undefined && { imei }),
    },
    internal: {
      ...drawn.internal,
      corpId,
      dayAmountUsed: 0,
      dailyLimit: corp.dailyLimit ?? null,
      monthlyLimit: corp.monthlyLimit ?? plan.limit,
      vpnStatus: readVpnSettings(sandbox, accountIdOf({ corp })).defaultVpnStatus,
      eid: body.eid ?? eid(firstEid + number),
      simType: 'eSIM',
      mediaCenterStatus: null,
      verizonBiPlanId: null,
      summerUsage: false,
      note: '',
      name: '',
      description: '',
      mdnCustomField: '',
      labelIds: [],
    },
  };
}

function drawDevice(sandbox: Sandbox, wanted: { wire: object; internal: object }): StoredDevice {
  return generateDocument(deviceRules, wanted as never, sandbox) as unknown as StoredDevice;
}

function hasEsim({ wire }: StoredDevice): boolean {
  return Object.values(models).some((model) => model.hasEsim && model.name === wire.deviceName);
}

function assertActivation(sandbox: Sandbox, corp: Corp): void {
  if (hasFeature(sandbox, corp, 'ACTIVATION')) return;
  const actual = `${corp.corpId} has no access to ACTIVATION`;
  throw forbidden(actual, {
    rule: 'Devices are activated in device groups with access to ACTIVATION',
    evidence: 'inferred',
    actual,
    remedies: [
      'a group that GET /v1.0/accountSettings/deviceGroups/filtered?feature=ACTIVATION lists',
    ],
  });
}

/** Returns the plan with this code, by default the first one. Throws a 400 problem for one that the group may not use. */
function requirePlan(corp: Corp, code: string | undefined): Plan {
  const usable = billingPlansOf(corp);
  const found = code === undefined ? usable[0] : usable.find((plan) => plan.code === code);
  if (found) return found;
  const message = `must be one of ${usable.map((plan) => plan.code).join(', ')}, not ${code}`;
  throw badRequest([{ in: 'body', at: '/ratePlan', message }]);
}

/** Throws a 409 problem if another device has the IMEI or the EID, of whatever account. */
function assertFree(sandbox: Sandbox, { imei, eid: wantedEid }: ESimTransaction): void {
  const stored = sandbox.documents(devices);
  const isImeiTaken = imei !== undefined && stored.count({ where: { imei } }) > 0;
  const isEidTaken =
    wantedEid !== undefined && stored.count({ search: { in: ['more'], text: wantedEid } }) > 0;
  if (!isImeiTaken && !isEidTaken) return;
  const actual = isImeiTaken ? `imei ${imei}` : `eid ${wantedEid}`;
  throw conflict(`Another device has the ${actual}`, {
    rule: 'An IMEI and an EID belong to one device',
    evidence: 'inferred',
    actual,
    remedies: ['another one, or none'],
  });
}
