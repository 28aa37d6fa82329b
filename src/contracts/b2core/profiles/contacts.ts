import { Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import {
  Contact,
  ContactInput,
  ContactParams,
  ContactsQuery,
  ContactUpdate,
  ProfileParams,
  type StoredProfile,
} from '../../../../schemas/b2core/profiles.js';
import { noContent } from '../../../../schemas/responses.js';
import { anyScope } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  pickDeclared,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, notFound } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { profiles } from '../collections.js';
import { referencePage } from '../evidence.js';
import { timestamp } from '../identifiers.js';
import { rejectUnknownParameters } from '../lists.js';
import { newContact, validateContact } from './contact-validation.js';
import { requireProfile } from './operations.js';

const evidence = referencePage('profiles');

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
    check: rejectUnknownParameters,
    handler({ sandbox, params, query }) {
      const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
      return requireProfile(sandbox, params.profileId).contacts.slice(offset, offset + limit);
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
    handler: ({ sandbox, params }) => requireContact(sandbox, params).contact,
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
    check: ({ sandbox, body }) => validateContact(sandbox, body),
    handler({ sandbox, params, body }) {
      const profile = requireProfile(sandbox, params.profileId);
      const added = newContact(sandbox, body);
      saveContacts(sandbox, profile, [...profile.contacts, added]);
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
      check: validateUpdate,
      handler({ sandbox, params, body }) {
        const { profile, contact } = requireContact(sandbox, params);
        const { key = contact.key, value = contact.value, uuid = contact.uuid } = body;
        if (Object.keys(pickDeclared(ContactUpdate, body)).length === 0) return contact;
        const changed = { ...contact, key, value, uuid, updateTime: timestamp(sandbox) };
        const all = profile.contacts.map((each) => (each === contact ? changed : each));
        saveContacts(sandbox, profile, all);
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
      response: { 204: noContent },
    },
    handler({ sandbox, params }) {
      const { profile, contact } = requireContact(sandbox, params);
      const left = profile.contacts.filter((each) => each !== contact);
      saveContacts(sandbox, profile, left);
    },
  }),
];

/** The faults of the contact as it would be. */
function validateUpdate({ sandbox, params, body }: UnvalidatedRequest): FieldError[] {
  const { profileId, contactId } = params as { profileId: string; contactId: string };
  const known = sandbox.documents(profiles).get(profileId)?.wire.contacts;
  const before = known?.find((each) => each.contactId === contactId);
  return validateContact(sandbox, { ...before, ...body });
}

/** A contact of a profile, found by both identifiers. Throws a 404 problem when either is unknown. */
function requireContact(
  sandbox: Sandbox,
  { profileId, contactId }: { profileId: string; contactId: string },
): { profile: StoredProfile; contact: Contact } {
  const profile = requireProfile(sandbox, profileId);
  const contact = profile.contacts.find((each) => each.contactId === contactId);
  if (!contact) throw notFound(`The profile ${profileId} has no contact ${contactId}`);
  return { profile, contact };
}

/** A change of its contacts is a change of the profile. */
function saveContacts(sandbox: Sandbox, profile: StoredProfile, all: Contact[]): void {
  const changed = { ...profile, contacts: all, updateTime: timestamp(sandbox) };
  sandbox.documents(profiles).upsert(changed, {});
}
