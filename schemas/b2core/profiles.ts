import { type Static, Type } from '@sinclair/typebox';
import { chosen, inferred, integerUpToSetting, ref, stringEnum } from '../annotations.js';
import { Country } from './countries.js';
import { byFlag, byText, listQuery } from './lists.js';
import { createTime, identifier, nullableText, numericCode, updateTime, uuid } from './values.js';

/** The documented contact types. */
const contactKeys = ['email', 'phone'] as const;

const key = stringEnum(contactKeys, { description: 'The name of a contact type' });
const value = chosen(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description:
      'An email address or a phone number. Understudy requires an @ in an email and digits in a phone number, unless the setting b2core.checkContacts is off',
    examples: ['client@email.com'],
  }),
  'minLength',
  'maxLength',
);

export const Contact = Type.Object(
  {
    contactId: identifier('The identifier of the contact'),
    key,
    value,
    createTime,
    updateTime,
    uuid,
  },
  { $id: 'Contact', description: 'The Contact object' },
);

export const ContactInput = Type.Object(
  { key, value, uuid: Type.Optional(uuid) },
  {
    $id: 'ContactInput',
    'x-chosen': ['required'],
    description: 'A contact to add',
    examples: [{ key: 'email', value: 'client@email.com', uuid: null }],
  },
);
export const ContactUpdate = Type.Object(
  { key: Type.Optional(key), value: Type.Optional(value), uuid: Type.Optional(uuid) },
  {
    $id: 'ContactUpdate',
    description: 'The changes of a contact; fields that are left out stay',
    examples: [{ key: 'email', value: 'client@email.com', uuid: null }],
  },
);

/** A part of a name; null where the caller sent null. */
const namePart = (which: string, example: string) =>
  nullableText(`The user ${which} name`, { maxLength: 255, examples: [example] });
const firstName = namePart('first', 'Mary');
const middleName = namePart('middle', 'Jane');
const lastName = namePart('last', 'Smith');
const enabled = Type.Boolean({ description: 'If true, a profile is enabled', examples: [true] });
const countryNumericCode = nullableText(numericCode.description, numericCode);

export const Profile = Type.Object(
  {
    profileId: identifier('The profile identifier'),
    contacts: Type.Array(ref(Contact), { description: 'The contacts of the user' }),
    countryNumericCode,
    country: Type.Unsafe<Country | null>({
      'x-chosen': ['null'],
      description: 'The country with the numeric code; null when there is none',
      anyOf: [ref(Country), { type: 'null' }],
    }),
    enabled,
    firstName,
    middleName,
    lastName,
    name: Type.String({
      readOnly: true,
      description: 'The first, middle and last name together',
      examples: ['Mary Jane Smith'],
    }),
    tags: Type.Array(Type.String(), {
      readOnly: true,
      description: 'Tags assigned to the user',
    }),
    createTime,
    updateTime,
    uuid,
  },
  { $id: 'Profile', description: 'The Profile object' },
);

const writable = {
  countryNumericCode: Type.Optional(countryNumericCode),
  enabled: Type.Optional(enabled),
  firstName: Type.Optional(firstName),
  middleName: Type.Optional(middleName),
  lastName: Type.Optional(lastName),
  uuid: Type.Optional(uuid),
};

export const ProfileInput = Type.Object(
  {
    contacts: Type.Optional(
      Type.Array(ref(ContactInput), { description: 'The contacts of the user' }),
    ),
    ...writable,
  },
  {
    $id: 'ProfileInput',
    description:
      'A profile to add; the documentation has enabled in its example, not in its list of fields',
    examples: [
      {
        contacts: [
          { key: 'email', value: 'client@email.com', uuid: null },
          { key: 'phone', value: '+9876543210', uuid: null },
        ],
        countryNumericCode: '840',
        enabled: true,
        firstName: 'Mary',
        middleName: 'Jane',
        lastName: 'Smith',
        uuid: null,
      },
    ],
  },
);
export const ProfileUpdate = Type.Object(writable, {
  $id: 'ProfileUpdate',
  description: 'The changes of a profile; fields that are left out stay',
  examples: [
    {
      enabled: true,
      firstName: 'Mary',
      lastName: 'Smith',
      middleName: 'Jane',
      countryNumericCode: '840',
      uuid: null,
    },
  ],
});

const profileId = Type.String({
  description: 'The profile identifier',
  examples: ['60ba407d15951453e60e49f8'],
});
export const ProfileParams = Type.Object({ profileId });
export const ContactParams = Type.Object({
  profileId,
  contactId: Type.String({
    description: 'The contact identifier',
    examples: ['60ba407d15951453e60e49f8'],
  }),
});

const profileSortKeys = [
  'createTime',
  'enabled',
  'firstName',
  'lastName',
  'middleName',
  'name',
  'profileId',
  'updateTime',
] as const;

export const ProfilesQuery = listQuery(profileSortKeys, {
  enabled: byFlag,
  firstName: byText('The first name, as the example calls it', 'Mary'),
  profileFirstName: byText('The first name, as the list of filters calls it', 'Mary'),
  lastName: byText('The last name, as the example calls it', 'Smith'),
  profileLastName: byText('The last name, as the list of filters calls it', 'Smith'),
  middleName: byText('The middle name, as the example calls it', 'Jane'),
  profileMiddleName: byText('The middle name, as the list of filters calls it', 'Jane'),
  name: byText('The full name: first, middle, last', 'Mary Jane Smith'),
  uuid: Type.String({
    description: 'The identifier given from outside, in the exact spelling',
    examples: ['9'],
  }),
});

/** The page of an array. The documentation mentions parameters without naming them. */
export const ContactsQuery = Type.Object({
  limit: Type.Optional(
    inferred(
      integerUpToSetting('maxLimit', {
        minimum: 1,
        description: 'How many contacts to return; all when left out',
      }),
    ),
  ),
  offset: Type.Optional(
    inferred(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'How many contacts to skip',
      }),
    ),
  ),
});

/** The full name: first, middle and last name without those that are empty. */
export function fullName({
  firstName,
  middleName,
  lastName,
}: Pick<Profile, 'firstName' | 'middleName' | 'lastName'>): string {
  return [firstName, middleName, lastName].filter(Boolean).join(' ');
}

export type Contact = Static<typeof Contact>;
export type ContactInput = Static<typeof ContactInput>;
export type Profile = Static<typeof Profile>;
export type ProfileInput = Static<typeof ProfileInput>;
const { country: _, ...storedProperties } = Profile.properties;
/** A profile as it is stored: responses add the country. */
export const StoredProfile = Type.Object(storedProperties);
export type StoredProfile = Omit<Profile, 'country'>;
