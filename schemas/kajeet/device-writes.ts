import { type Static, type TProperties, Type } from '@sinclair/typebox';
import { choice, inferred, ref } from '../evidence.js';
import { deviceStatuses } from './devices.js';

const Mdn = Type.String({
  pattern: '^\\d{3}-?\\d{3}-?\\d{4}$',
  description: 'Mobile device number, with or without dashes',
  examples: ['521-267-1508'],
});

const Mdns = Type.Array(Mdn, {
  minItems: 1,
  description: 'The devices, one by one',
  examples: [['521-267-1508']],
});

/** Devices picked by what they have in common; the vendor publishes only the model's name. */
export const BulkSelection = inferred(
  Type.Object(
    {
      selectAll: Type.Optional(Type.Boolean({ description: 'Every device of the group' })),
      searchValue: Type.Optional(
        Type.String({ description: 'Devices that a list with this search shows' }),
      ),
      labelIds: Type.Optional(
        Type.Array(Type.Integer(), { description: 'Devices with any of these labels' }),
      ),
      includedMdns: Type.Optional(Type.Array(Mdn, { description: 'These devices too' })),
      excludedMdns: Type.Optional(Type.Array(Mdn, { description: 'But not these' })),
    },
    {
      $id: 'BulkSelection',
      description:
        'All devices or those that match searchValue and labelIds, plus included, minus excluded',
      examples: [{ searchValue: 'Bus', excludedMdns: ['304-228-6302'] }],
    },
  ),
);
export type BulkSelection = Static<typeof BulkSelection>;

/** Which devices a write is about. */
export type Selection =
  | { readonly mdns: readonly string[] }
  | { readonly bulkSelection: BulkSelection };

/** A write to devices that are listed one by one or picked by a bulk selection: one of the two. */
function deviceWrite<Fields extends TProperties>($id: string, fields: Fields, example: object) {
  const listed = Type.Object({ mdns: Mdns, ...fields });
  const picked = Type.Object({ bulkSelection: ref(BulkSelection), ...fields });
  return inferred(
    Type.Unsafe<Static<typeof listed> | Static<typeof picked>>({
      $id,
      oneOf: [listed, picked],
      examples: [{ mdns: ['521-267-1508'], ...example }],
    }),
  );
}

export const StatusWrite = deviceWrite(
  'StatusWrite',
  {
    status: choice(deviceStatuses, {
      'x-any-case': true,
      description: 'The new status, in either case; LOST_STOLEN is not for PLTE accounts',
    }),
    reason: Type.Optional(Type.String({ maxLength: 255 })),
  },
  { status: 'SUSPENDED', reason: 'preview-only example' },
);

export const NicknameWrite = deviceWrite(
  'NicknameWrite',
  { nickname: Type.String({ maxLength: 255, description: 'The new nickname; empty for none' }) },
  { nickname: 'Bus #47' },
);

export const NoteWrite = deviceWrite(
  'NoteWrite',
  { note: Type.String({ maxLength: 1000, description: 'The new note; empty for none' }) },
  { note: 'Spare, in the front office' },
);

export const WriteResult = inferred(
  Type.Object(
    {
      message: Type.String(),
      updated: Type.Integer({ description: 'How many devices were written' }),
    },
    { $id: 'WriteResult', description: 'What a write did' },
  ),
);
export type WriteResult = Static<typeof WriteResult>;
