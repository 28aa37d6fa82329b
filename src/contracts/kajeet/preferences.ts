import type { FastifyRequest } from 'fastify';
import { deviceStatusMessage } from '../../../seeds/kajeet/corps.js';
import { preferences } from './collections.js';
import { accountOf, me } from './identity.js';

/** What an account stores for itself, and what it has before it stores anything. */
const defaults = {
  deviceStatusMessage: { message: deviceStatusMessage },
} as const satisfies Record<string, Record<string, unknown>>;

export type Preference = keyof typeof defaults;

/** A preference of the caller's account, every key as it was stored. */
export function readPreference(request: FastifyRequest, name: Preference): Record<string, unknown> {
  return request.sandbox.documents(preferences).get(idOf(request, name))?.wire ?? defaults[name];
}

/** Stores a preference of the caller's account in place of the one before. */
export function savePreference(
  request: FastifyRequest,
  name: Preference,
  wire: Record<string, unknown>,
) {
  const stored = request.sandbox.documents(preferences);
  const own = { id: idOf(request, name) };
  if (!stored.update(own.id, () => ({ wire, own }))) stored.insert(wire, own);
  return { message: 'Saved' };
}

function idOf(request: FastifyRequest, name: Preference): string {
  return `${accountOf(me(request))} ${name}`;
}
