import { type Static, Type } from '@sinclair/typebox';
import { enterpriseId, uuid } from '../profiles.js';
import { orNull, time } from '../values.js';

const text = (description: string, maxLength: number, example: string) =>
  Type.String({ description, minLength: 1, maxLength, examples: [example] });

const writable = {
  name: text('The name of the enterprise', 255, 'Northstar Independent School District'),
  registered_name: text('The name that it is registered with', 255, 'Northstar ISD'),
  registered_address: text('The address that it is registered with', 255, '131 West Broad Street'),
  location: text('Where it is', 255, 'Rochester, NY'),
  zipcode: text('The postal code', 8, '14604'),
  contact_person: orNull(text('Whom to ask', 255, 'Dana Whitfield')),
  contact_number: orNull(text('Their telephone', 20, '+15855550100')),
  contact_email: Type.String({
    format: 'email',
    minLength: 1,
    maxLength: 254,
    description: 'Their address',
    examples: ['dana.whitfield@northstar.example'],
  }),
};

export const EnterpriseV1 = Type.Object(
  {
    id: uuid('The enterprise', enterpriseId),
    name: writable.name,
    short_code: text('A short name, with which names of devices begin', 10, 'NSISD'),
    registered_name: writable.registered_name,
    registered_address: writable.registered_address,
    location: writable.location,
    zipcode: writable.zipcode,
    contact_person: writable.contact_person,
    contact_number: writable.contact_number,
    contact_email: writable.contact_email,
    emm: orNull(
      Type.Object(
        { google_enterprise_id: Type.String() },
        { description: 'Its account at Google' },
      ),
    ),
    created_on: time('When it was created'),
    updated_on: time('When it was last changed'),
  },
  { $id: 'EnterpriseV1', description: 'The enterprise of a tenant' },
);
export type EnterpriseV1 = Static<typeof EnterpriseV1>;

export const EnterpriseUpdateV1 = Type.Object(Type.Partial(Type.Object(writable)).properties, {
  $id: 'EnterpriseUpdateV1',
  description: 'The changes of an enterprise; fields that are left out stay',
  examples: [{ contact_person: 'Marcus Oyelaran' }],
});

export const EnterpriseParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
});
