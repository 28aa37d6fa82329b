import {
  Contact,
  ContactInput,
  ContactParams,
  ContactsQuery,
  ContactUpdate,
} from '../../../../schemas/b2core/profiles.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { referencePage } from '../evidence.js';
import { embeddedResource } from '../resources/resource.js';
import { newContact, validateContact } from './contact-validation.js';
import { profile } from './operations.js';

const contact = embeddedResource({
  parent: profile,
  field: 'contacts',
  url: '/profiles/:profileId/contacts',
  id: 'contactId',
  nouns: ['contact', 'contacts'],
  notFoundMessage: ({ profileId, contactId }) =>
    `The profile ${profileId} has no contact ${contactId}`,
  params: ContactParams,
  model: Contact,
  evidence: referencePage('profiles'),
  // An update is judged as a whole: a new key must fit the value that stays.
  validate: ({ sandbox, body }, before) => validateContact(sandbox, { ...before, ...body }),
});

/** Contacts of a profile. */
export const contacts: readonly Operation[] = [
  contact.list({
    operationId: 'listContacts',
    summary: 'Get a contacts list',
    querystring: ContactsQuery,
  }),
  contact.read({ operationId: 'getContact', summary: 'Get contact details' }),
  contact.create({
    operationId: 'createContact',
    summary: 'Add a new contact',
    body: ContactInput,
    create: ({ body }, stamp) => newContact(body, stamp),
  }),
  ...contact.update({
    operationIds: { PUT: 'updateContact', PATCH: 'patchContact' },
    summary: 'Update a contact',
    description:
      'Changes the fields that are sent and keeps the others, by either method. The profile counts as updated too.',
    body: ContactUpdate,
  }),
  contact.delete({ operationId: 'deleteContact', summary: 'Delete a contact' }),
];
