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
import { moveDates } from '../../../store/template/move-dates.js';
import { idSequence, numberOfId } from '../identifiers.js';

/** What differs from one collection of objects to another. */
interface ObjectCollectionSpec<Stored> {
  /** Fields that have columns besides those to sort or filter by. */
  readonly scope?: readonly (keyof Stored & string)[];
  /** Moves the times of a seeded object to a world that begins some days later; by whole weeks where it is missing. */
  readonly shift?: (item: Stored, days: number) => Stored;
}

/** A collection of objects, with a column for each field to sort or filter by and for each of `scope`. */
export function objectCollection<Stored extends Timestamped>(
  name: string,
  { id, indexed, stored }: ObjectSchemas<Stored>,
  { scope = [], shift }: ObjectCollectionSpec<Stored> = {},
): Collection<Stored, Record<string, never>> {
  const idOf = (wire: Stored) => String(wire[id as keyof Stored]);
  const fields = [...new Set([...scope, ...indexed, 'createTime', 'updateTime'])];
  const columns = Object.fromEntries(
    fields.map((field) => [
      field,
      (wire: Stored) => toColumn(wire[field as keyof Stored], stored.properties[field]),
    ]),
  );
  const times = fields.filter((field) => stored.properties[field]?.format === 'date-time');
  return collection<Stored, Record<string, never>>(name, {
    key: idOf,
    columns,
    indexes: scope.map((field) => [field]),
    shifted: shift
      ? {
          columns: Object.fromEntries(
            times.map((field) => [field, columns[field] ?? (() => null)]),
          ),
          shift: ({ wire, internal }, { days }) => ({ wire: shift(wire, days), internal }),
        }
      : { ...dateShift, dates: times },
    schema: { wire: stored, internal: { type: 'object', additionalProperties: false } },
    sequence: { name: idSequence, numberOf: (wire) => numberOfId(idOf(wire)) },
  });
}

/** The weeks by which dates are moved to a world that begins some days later: they end before the midnight of the start. */
const wholeWeeks = (days: number) => Math.floor((days - 1) / 7) * 7;

/**
 * How the dates of seeded objects are moved: by whole weeks, so that the day of the week is the same. The date of the vendor's
 * samples is not moved.
 */
export const dateShift = {
  days: wholeWeeks,
  exceptDate: sampleProfile.createTime.slice(0, 10),
};

/** A time that is moved as `dateShift` says. */
export function shiftedByWeeks(text: string, days: number): string {
  return String(moveDates(text, wholeWeeks(days), dateShift.exceptDate, ''));
}

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
