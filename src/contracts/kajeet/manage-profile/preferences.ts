import { accountMessages } from '../../../../seeds/kajeet/messages.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { preferences } from '../collections.js';
import { accountIdOf, type KajeetCaller, kajeetCaller } from '../identity.js';

type Document = Record<string, unknown>;

/** A free-form document of an account or a user, stored and returned as it is. */
export interface Preference {
  /** Names the account or the user that the document belongs to. */
  readonly owner: (caller: KajeetCaller) => string;
  readonly name: string;
  /** The document that is returned while none is stored. */
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
  owner: ({ name }) => userOwner(name),
  name: 'emailNotification',
  defaults: () => ({ dormantDeviceEmail: false }),
};

/** Returns the stored document, or the defaults. */
export function readPreference(
  request: ValidatedRequest<unknown, unknown, unknown>,
  preference: Preference,
): Document {
  const caller = kajeetCaller(request);
  const found = request.sandbox.documents(preferences).get(idOf(preference, caller));
  return found?.wire ?? preference.defaults(caller);
}

/** Replaces the stored document with the request body. */
export function savePreference(
  request: ValidatedRequest<unknown, unknown, Document>,
  preference: Preference,
) {
  const stored = request.sandbox.documents(preferences);
  const internal = { id: idOf(preference, kajeetCaller(request)) };
  stored.upsert(request.body, internal);
  return { message: 'Saved' };
}

/** The id of a preference of a user. */
export function userPreferenceId({ name }: Preference, username: string): string {
  return `${userOwner(username)} ${name}`;
}

function userOwner(username: string): string {
  return `user ${username}`;
}

function idOf({ owner, name }: Preference, caller: KajeetCaller): string {
  return `${owner(caller)} ${name}`;
}
