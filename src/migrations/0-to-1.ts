import type { JsonObject, Migration } from '../store/storage/format.js';

/**
 * Version 0 is that of release 0.1.0. Version 1 renames keys of the saved journal, and the counter of a fault rule that tells how
 * often the rule was applied.
 */
export const from0To1: Migration = {
  from: 0,
  to: 1,
  document(collection, { wire, internal }) {
    return {
      wire,
      internal: collection === 'sim_faults' ? renamed(internal, { acted: 'applied' }) : internal,
    };
  },
  metadata: (name, value) => (name === 'beside journal' ? migrateJournal(value) : value),
};

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
