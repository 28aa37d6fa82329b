import type {
  Device,
  DeviceInternal,
  DeviceRhythm,
} from '../../../../../schemas/kajeet/devices/device.js';
import { dayKind } from '../../../../../seeds/kajeet/usage/calendar.js';
import { isOrdinaryDay, onlineCurve, quarters } from '../../../../../seeds/kajeet/usage/rhythms.js';
import { SeededRandom } from '../../../../lib/seeded-random.js';
import type {
  Completer,
  LiveContext,
  LiveFields,
  StoredDocument,
} from '../../../../store/documents/collection.js';
import { localTime } from './local-time.js';
import { rhythmOf } from './usage-traits.js';

type StoredDevice = StoredDocument<Device, DeviceInternal>;

/** Share of a device's rank among its kind that is drawn anew each day: some come early today and late tomorrow. */
const dailyShare = 0.45;
/** Share of the quarter hours in which a device that should be online has no connection. */
const dropouts = 0.015;
/** Blocks of draws that no day uses. */
const dropoutStream = 1_000_000;

const quarterMinutes = 15;
const quarterMs = 15 * 60_000;

/**
 * The rhythm by which a device is online: `offline` for one that is not active. The documented samples keep the documented
 * value until the clock passes the first midnight.
 */
export function presenceRhythm({ wire, internal }: StoredDevice): DeviceRhythm {
  if (wire.status !== 'active') return 'offline';
  if (internal.isSample && !internal.usage) return wire.onlineStatus ? 'always' : 'offline';
  return rhythmOf({ wire, internal });
}

/** What the presence of a device is computed from. */
interface PresenceTraits {
  readonly key: string;
  readonly rhythm: DeviceRhythm;
  readonly corpId: string;
}

/** Tells which devices are online in the current period. */
export type PresenceReader = (traits: PresenceTraits) => boolean;

/** Reads the time zone of a device group. */
type TimeZoneReader = (context: LiveContext, corpId: string) => string;

/**
 * Creates a reader for the current period of a sandbox. A device is online while the share of its kind that is online is above
 * its rank, so that it comes in the morning and goes in the evening rather than at random.
 */
export function presenceReader(context: LiveContext, timeZoneOf: TimeZoneReader): PresenceReader {
  const { periodStart } = context.clock;
  const { seed } = context.world;
  const shares = new Map<string, { readonly day: number; readonly share: number }>();
  const shareOf = (corpId: string, rhythm: DeviceRhythm) => {
    const name = `${corpId} ${rhythm}`;
    const known = shares.get(name);
    if (known) return known;
    const { day, minutes } = localTime(periodStart, timeZoneOf(context, corpId));
    const curve = onlineCurve(rhythm, isOrdinaryDay(rhythm, dayKind(day)));
    const found = { day, share: curve[Math.floor(minutes / quarterMinutes) % quarters] ?? 0 };
    shares.set(name, found);
    return found;
  };
  return ({ key, rhythm, corpId }) => {
    if (rhythm === 'always') return true;
    if (rhythm === 'offline') return false;
    const { day, share } = shareOf(corpId, rhythm);
    const random = new SeededRandom(seed, `presence of ${key}`, dropoutStream);
    const ownRank = random.next();
    const rank = uniform((1 - dailyShare) * ownRank + dailyShare * random.seek(day).next());
    if (rank >= share) return false;
    return random.seek(dropoutStream + 1 + periodStart / quarterMs).next() >= dropouts;
  };
}

/** Spreads the weighted sum of two uniform draws evenly over 0 to 1. */
function uniform(sum: number): number {
  const [small, large] = [dailyShare, 1 - dailyShare];
  if (sum < small) return sum ** 2 / (2 * small * large);
  if (sum > large) return 1 - (1 - sum) ** 2 / (2 * small * large);
  return (sum - small / 2) / large;
}

const field = Buffer.from('"onlineStatus":');
const values = { true: Buffer.from('true'), false: Buffer.from('false') };

/** The online status of the devices in a page. The column `presence` has `presenceRhythm`. */
export function onlineStatusField(timeZoneOf: TimeZoneReader): LiveFields {
  return {
    columns: ['key', 'presence', 'corpId'],
    completer(context): Completer {
      const isOnline = presenceReader(context, timeZoneOf);
      return (wire, [key, rhythm, corpId]) =>
        withValue(
          wire,
          isOnline({ key: String(key), rhythm: rhythm as DeviceRhythm, corpId: String(corpId) }),
        );
    },
  };
}

/** Replaces the value in the JSON of a device. Texts cannot contain the field, because quotes in them are escaped. */
function withValue(wire: Buffer, isOnline: boolean): Buffer {
  const start = wire.indexOf(field) + field.length;
  const stored = wire[start] === values.true[0];
  if (start < field.length || stored === isOnline) return wire;
  const end = start + values[stored ? 'true' : 'false'].length;
  const value = values[isOnline ? 'true' : 'false'];
  return Buffer.concat([wire.subarray(0, start), value, wire.subarray(end)]);
}
