import { Type } from '@sinclair/typebox';
import { nothing } from '../../../schemas/answers.js';
import {
  Contact,
  ContactInput,
  ContactParams,
  ContactsQuery,
  ContactUpdate,
  ProfileParams,
  type StoredProfile,
} from '../../../schemas/b2core/profiles.js';
import { ref } from '../../../schemas/evidence.js';
import { anyScope } from '../../simulator/access.js';
import { known, type Operation, operation, type SentRequest } from '../../simulator/contract.js';
import { type Fault, notFound } from '../../simulator/problem.js';
import type { Sandbox } from '../../store/sandbox.js';
import { profiles } from './collections.js';
import { contactFaults, newContact } from './contact-values.js';
import { page } from './evidence.js';
import { timeOf } from './identifiers.js';
import { unknownParameters } from './lists.js';
import { profileAt } from './profiles.js';

const evidence = page('profiles');

/** Contacts of a profile. */
export const contacts: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/profiles/:profileId/contacts',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'listContacts',
      summary: 'Get a contacts list',
      params: ProfileParams,
      querystring: ContactsQuery,
      response: { 200: Type.Array(ref(Contact), { description: 'The contacts' }) },
    },
    check: unknownParameters,
    handler({ sandbox, params, query }) {
      const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
      return profileAt(sandbox, params.profileId).contacts.slice(offset, offset + limit);
    },
  }),
  operation({
    method: 'GET',
    url: '/profiles/:profileId/contacts/:contactId',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getContact',
      summary: 'Get contact details',
      params: ContactParams,
      response: { 200: ref(Contact) },
    },
    handler: ({ sandbox, params }) => contactAt(sandbox, params).contact,
  }),
  operation({
    method: 'POST',
    url: '/profiles/:profileId/contacts',
    config: { access: anyScope, evidence, effect: 'change' },
    schema: {
      operationId: 'createContact',
      summary: 'Add a new contact',
      params: ProfileParams,
      body: ref(ContactInput),
      response: { 201: ref(Contact) },
    },
    check: ({ sandbox, body }) => contactFaults(sandbox, body),
    handler({ sandbox, params, body }) {
      const profile = profileAt(sandbox, params.profileId);
      const added = newContact(sandbox, body);
      keep(sandbox, profile, [...profile.contacts, added]);
      return added;
    },
  }),
  ...(['PUT', 'PATCH'] as const).map((method) =>
    operation({
      method,
      url: '/profiles/:profileId/contacts/:contactId',
      config: { access: anyScope, evidence, effect: 'change' },
      schema: {
        operationId: method === 'PUT' ? 'updateContact' : 'patchContact',
        summary: 'Update a contact',
        description:
          'Changes what is sent and leaves the rest, by either method. The profile counts as updated too.',
        params: ContactParams,
        body: ref(ContactUpdate),
        response: { 200: ref(Contact) },
      },
      check: updateFaults,
      handler({ sandbox, params, body }) {
        const { profile, contact } = contactAt(sandbox, params);
        const { key = contact.key, value = contact.value, uuid = contact.uuid } = body;
        if (Object.keys(known(ContactUpdate, body)).length === 0) return contact;
        const changed = { ...contact, key, value, uuid, updateTime: timeOf(sandbox) };
        const all = profile.contacts.map((each) => (each === contact ? changed : each));
        keep(sandbox, profile, all);
        return changed;
      },
    }),
  ),
  operation({
    method: 'DELETE',
    url: '/profiles/:profileId/contacts/:contactId',
    config: { access: anyScope, evidence, effect: 'destroy' },
    schema: {
      operationId: 'deleteContact',
      summary: 'Delete a contact',
      params: ContactParams,
      response: { 204: nothing },
    },
    handler({ sandbox, params }) {
      const { profile, contact } = contactAt(sandbox, params);
      const left = profile.contacts.filter((each) => each !== contact);
      keep(sandbox, profile, left);
    },
  }),
];

/** The faults of the contact as it would be. */
function updateFaults({ sandbox, params, body }: SentRequest): Fault[] {
  const { profileId, contactId } = params as { profileId: string; contactId: string };
  const known = sandbox.documents(profiles).get(profileId)?.wire.contacts;
  const before = known?.find((each) => each.contactId === contactId);
  return contactFaults(sandbox, { ...before, ...body });
}

/** A contact of a profile, found by both identifiers. Throws a 404 problem when either is unknown. */
function contactAt(
  sandbox: Sandbox,
  { profileId, contactId }: { profileId: string; contactId: string },
): { profile: StoredProfile; contact: Contact } {
  const profile = profileAt(sandbox, profileId);
  const contact = profile.contacts.find((each) => each.contactId === contactId);
  if (!contact) throw notFound(`The profile ${profileId} has no contact ${contactId}`);
  return { profile, contact };
}

/** A change of its contacts is a change of the profile. */
function keep(sandbox: Sandbox, profile: StoredProfile, all: Contact[]): void {
  const changed = { ...profile, contacts: all, updateTime: timeOf(sandbox) };
  sandbox.documents(profiles).put(changed, {});
}
