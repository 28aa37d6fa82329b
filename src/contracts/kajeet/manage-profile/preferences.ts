import { accountMessages } from '../../../../seeds/kajeet/corps.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { preferences } from '../collections.js';
import { accountIdOf, type KajeetCaller, kajeetCaller } from '../identity.js';

type Document = Record<string, unknown>;

/** A free-form document that is stored whole and read back whole. */
export interface Preference {
  /** Whose it is: that of an account, or of the calling user. */
  readonly owner: (caller: KajeetCaller) => string;
  readonly name: string;
  /** What is read before anything was stored. */
  readonly defaults: (caller: KajeetCaller) => Document;
}

export const deviceStatusMessage: Preference = {
  owner: accountIdOf,
  name: 'deviceStatusMessage',
  defaults: () => ({ message: accountMessages.deviceStatus }),
};

export const lostStolenMessage: Preference = {
  owner: accountIdOf,
  name: 'lostStolenMessage',
  defaults: () => ({ message: accountMessages.lostStolen }),
};

export const contactInformation: Preference = {
  owner: accountIdOf,
  name: 'contactInformation',
  defaults: ({ corp }) => ({ timeZone: corp.timeZone }),
};

/** "Saves Email notification preferences for the user." */
export const emailNotification: Preference = {
  owner: ({ name }) => `user ${name}`,
  name: 'emailNotification',
  defaults: () => ({ dormantDeviceEmail: false }),
};

/** Every key as it was stored. */
export function readPreference(
  request: ValidatedRequest<unknown, unknown, unknown>,
  preference: Preference,
): Document {
  const caller = kajeetCaller(request);
  const found = request.sandbox.documents(preferences).get(idOf(preference, caller));
  return found?.wire ?? preference.defaults(caller);
}

/** Stores a document in place of the one before. */
export function savePreference(
  request: ValidatedRequest<unknown, unknown, Document>,
  preference: Preference,
) {
  const stored = request.sandbox.documents(preferences);
  const internal = { id: idOf(preference, kajeetCaller(request)) };
  const wire = request.body;
  stored.upsert(wire, internal);
  return { message: 'Saved' };
}

function idOf({ owner, name }: Preference, caller: KajeetCaller): string {
  return `${owner(caller)} ${name}`;
}
