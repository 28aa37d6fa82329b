import { accountMessages } from '../../../seeds/kajeet/corps.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { preferences } from './collections.js';
import { accountOf, type KajeetCaller, me } from './identity.js';

type Document = Record<string, unknown>;

/** A free-form document that is stored whole and read back whole. */
export interface Preference {
  /** Whose it is: that of an account, or of the calling user. */
  readonly of: (caller: KajeetCaller) => string;
  readonly name: string;
  /** What is read before anything was stored. */
  readonly initial: (caller: KajeetCaller) => Document;
}

export const deviceStatusMessage: Preference = {
  of: accountOf,
  name: 'deviceStatusMessage',
  initial: () => ({ message: accountMessages.deviceStatus }),
};

export const lostStolenMessage: Preference = {
  of: accountOf,
  name: 'lostStolenMessage',
  initial: () => ({ message: accountMessages.lostStolen }),
};

export const contactInformation: Preference = {
  of: accountOf,
  name: 'contactInformation',
  initial: ({ corp }) => ({ timeZone: corp.timeZone }),
};

/** "Saves Email notification preferences for the user." */
export const emailNotification: Preference = {
  of: ({ name }) => `user ${name}`,
  name: 'emailNotification',
  initial: () => ({ dormantDeviceEmail: false }),
};

/** Every key as it was stored. */
export function readPreference(
  request: ReadRequest<unknown, unknown, unknown>,
  preference: Preference,
): Document {
  const caller = me(request);
  const found = request.sandbox.documents(preferences).get(idOf(preference, caller));
  return found?.wire ?? preference.initial(caller);
}

/** Stores a document in place of the one before. */
export function savePreference(
  request: ReadRequest<unknown, unknown, Document>,
  preference: Preference,
) {
  const stored = request.sandbox.documents(preferences);
  const own = { id: idOf(preference, me(request)) };
  const wire = request.body;
  stored.put(wire, own);
  return { message: 'Saved' };
}

function idOf({ of, name }: Preference, caller: KajeetCaller): string {
  return `${of(caller)} ${name}`;
}
