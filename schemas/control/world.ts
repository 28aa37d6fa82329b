import { type Static, Type } from '@sinclair/typebox';
import { ref, stringEnum } from '../annotations.js';
import { maxGenerated } from './data.js';
import { DataStep } from './data-steps.js';

const closedObject = { additionalProperties: false } as const;

const text = (description: string) => Type.String({ minLength: 1, description });
const fields = Type.Record(Type.String(), Type.Unknown());
const count = (description: string, minimum = 1) =>
  Type.Integer({ minimum, maximum: maxGenerated, description });

const WorldCorp = Type.Object(
  {
    id: text('Identifies the organisation'),
    name: text('Its name'),
    parent: Type.Optional(text('The id of the organisation that it belongs to')),
    kinds: Type.Optional(Type.Array(Type.String())),
    timeZone: Type.Optional(Type.String()),
    devices: Type.Optional(count('How many devices it has', 0)),
  },
  closedObject,
);

const WorldPerson = Type.Object(
  {
    name: text('First and last name'),
    corp: text('The id of the organisation'),
    username: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    scopes: Type.Optional(Type.Array(Type.String(), { description: 'Where a vendor has scopes' })),
    role: Type.Optional(Type.String({ description: 'Where a vendor has roles' })),
  },
  closedObject,
);

const WorldDevices = Type.Object(
  {
    count: count('How many'),
    corp: text('The id of the organisation'),
    like: Type.Optional(fields),
  },
  closedObject,
);

/** What an organisation of a world file is made of at each vendor. */
export const WorldSections = Type.Object({
  corps: Type.Optional(Type.Array(WorldCorp)),
  people: Type.Optional(Type.Array(WorldPerson)),
  devices: Type.Optional(Type.Array(WorldDevices)),
});
export type WorldSections = Static<typeof WorldSections>;

/** What a world begins with: everything that is seeded, only what callers need to begin with, or nothing at all. */
export const worldBases = ['default', 'empty', 'nothing'] as const;
export type WorldBase = (typeof worldBases)[number];

/** A world in a file. */
export const WorldFile = Type.Object(
  {
    description: Type.Optional(Type.String()),
    base: Type.Optional(stringEnum(worldBases)),
    ...WorldSections.properties,
    steps: Type.Optional(Type.Array(ref(DataStep))),
    overrides: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), fields), {
        description: 'CONTRACT/COLLECTION, the key of a document, and the fields that it has',
      }),
    ),
  },
  closedObject,
);
export type WorldFile = Static<typeof WorldFile>;
