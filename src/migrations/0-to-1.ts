import type { JsonObject, KeyFinder, Migration } from '../store/storage/format.js';

/**
 * Version 0 is that of release 0.1.0. Version 1 renames keys of the saved journal, and the counter of a fault rule that tells how
 * often the rule was applied. It identifies SmartSpot settings by device instead of IMEI.
 */
export const from0To1: Migration = {
  from: 0,
  to: 1,
  document(collection, { wire, internal }, findKeys) {
    if (collection === 'sim_faults')
      return { wire, internal: renamed(internal, { acted: 'applied' }) };
    if (collection === 'kajeet_preferences')
      return { wire, internal: migratePreference(internal, findKeys) };
    return { wire, internal };
  },
  metadata: (name, value) => (name === 'beside journal' ? migrateJournal(value) : value),
};

/**
 * SmartSpot settings belong to a device, not to an IMEI. Those of an IMEI that no device or several devices have stay as they
 * are, and nobody reads them, because it is not known whose they are.
 */
function migratePreference(internal: JsonObject, findKeys: KeyFinder): JsonObject {
  const [, imei] = /^smartspot (.*)$/.exec(String(internal.id)) ?? [];
  const keys = imei === undefined ? [] : findKeys('kajeet_devices', 'imei', imei);
  return keys.length === 1 ? { ...internal, id: `smartspot ${keys[0]}` } : internal;
}

/** A journal that is not valid stays as it is; it is ignored when the sandbox is opened. */
function migrateJournal(text: string): string {
  try {
    const journal = JSON.parse(text);
    return JSON.stringify({ ...journal, entries: journal.entries.map(migrateEntry) });
  } catch {
    return text;
  }
}

function migrateEntry(entry: JsonObject): JsonObject {
  const { request, response, refusal } = entry as Record<string, JsonObject | undefined>;
  const message = { isCut: 'truncated' };
  return {
    ...entry,
    ...(request && { request: renamed(request, message) }),
    ...(response && { response: renamed(response, message) }),
    ...(refusal && { refusal: migrateRefusal(refusal) }),
  };
}

function migrateRefusal(refusal: JsonObject): JsonObject {
  const { reason, ...rest } = renamed(refusal, { faults: 'fieldErrors', why: 'reason' });
  if (!reason) return rest;
  return { ...rest, reason: renamed(reason as JsonObject, { had: 'actual', passes: 'remedies' }) };
}

/** The same object with other names for some of its keys, in the same order. */
function renamed(object: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [names[key] ?? key, value]),
  );
}
