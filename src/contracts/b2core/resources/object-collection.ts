import type { TSchema } from '@sinclair/typebox';
import type { ObjectSchemas, Timestamped } from '../../../../schemas/b2core/objects.js';
import { sampleProfile } from '../../../../schemas/b2core/samples.js';
import { amountPattern, decimalPattern } from '../../../../schemas/b2core/values.js';
import {
  type AnyCollection,
  type Collection,
  collection,
  type SqlValue,
} from '../../../store/documents/collection.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { idSequence, numberOfId } from '../identifiers.js';

/** A collection of objects, with a column for each field to sort or filter by and for each of `scope`. */
export function objectCollection<Stored extends Timestamped>(
  name: string,
  { id, indexed, stored }: ObjectSchemas<Stored>,
  scope: readonly (keyof Stored & string)[] = [],
): Collection<Stored, Record<string, never>> {
  const idOf = (wire: Stored) => String(wire[id as keyof Stored]);
  const fields = [...new Set([...scope, ...indexed, 'createTime', 'updateTime'])];
  return collection<Stored, Record<string, never>>(name, {
    key: idOf,
    columns: Object.fromEntries(
      fields.map((field) => [
        field,
        (wire) => toColumn(wire[field as keyof Stored], stored.properties[field]),
      ]),
    ),
    indexes: scope.map((field) => [field]),
    shifted: { ...dateShift, dates: fields },
    schema: { wire: stored, internal: { type: 'object', additionalProperties: false } },
    sequence: { name: idSequence, numberOf: (wire) => numberOfId(idOf(wire)) },
  });
}

/**
 * How the dates of seeded objects are moved: they end at the default instant, and then before the midnight of the start, by whole
 * weeks, so that nothing is traded while the markets are closed. The date of the vendor's samples stays.
 */
export const dateShift = {
  days: (days: number) => Math.floor((days - 1) / 7) * 7,
  exceptDate: sampleProfile.createTime.slice(0, 10),
};

/** The value of a field in its column: decimals are strings that are sorted as numbers. */
export function toColumn(value: unknown, schema: TSchema | undefined): SqlValue {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return value as number | null;
  return decimalPatterns.includes(schema?.pattern) ? Number(value) : foldCase(value);
}

const decimalPatterns: readonly unknown[] = [decimalPattern, amountPattern];

/** Deletes the documents with a value in a column. */
export function deleteWhere(
  sandbox: Sandbox,
  target: AnyCollection,
  where: Readonly<Record<string, SqlValue>>,
): void {
  const documents = sandbox.documents(target);
  for (const key of documents.keys({ where })) documents.delete(key);
}
