import type { FastifyRequest } from 'fastify';
import {
  fullName,
  Profile,
  ProfileInput,
  ProfileParams,
  ProfilesQuery,
  ProfileUpdate,
  type StoredProfile,
} from '../../../../schemas/b2core/profiles.js';
import { acceptLanguage } from '../../../../schemas/b2core/values.js';
import {
  type Operation,
  pickDeclared,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import { profiles as collection } from '../collections.js';
import { countryOf, validateCountryCode } from '../countries/lookup.js';
import { referencePage } from '../evidence.js';
import { newStamp } from '../identifiers.js';
import { deleteUser } from '../partners/users.js';
import { booleanFilter, caseInsensitiveFilter, exactFilter } from '../resources/lists.js';
import { resource } from '../resources/resource.js';
import { archiveAccounts } from '../trading/archive-accounts.js';
import { newContact, validateContact } from './contact-validation.js';

/** The profiles of clients. */
export const profile = resource({
  collection,
  url: '/profiles',
  id: 'profileId',
  nouns: ['profile', 'profiles'],
  params: ProfileParams,
  model: Profile,
  evidence: referencePage('profiles'),
  filters: {
    enabled: booleanFilter('enabled'),
    firstName: caseInsensitiveFilter('firstName'),
    profileFirstName: caseInsensitiveFilter('firstName'),
    lastName: caseInsensitiveFilter('lastName'),
    profileLastName: caseInsensitiveFilter('lastName'),
    middleName: caseInsensitiveFilter('middleName'),
    profileMiddleName: caseInsensitiveFilter('middleName'),
    name: caseInsensitiveFilter('name'),
    uuid: exactFilter('uuid'),
  },
  present: (request, { wire }) => toResponse(request, wire),
  validate: validateProfile,
  derive: (item) => ({ ...item, name: fullName(item) }),
  afterDelete({ sandbox }, { profileId }) {
    deleteUser(sandbox, profileId);
    archiveAccounts(sandbox, profileId);
  },
});

const update = {
  headers: acceptLanguage,
  summary: 'Update a profile',
  description:
    'Changes the fields that are sent and keeps the others, by either method and at either path.',
  body: ProfileUpdate,
};

/** Profiles. */
export const profiles: readonly Operation[] = [
  profile.list({
    headers: acceptLanguage,
    operationId: 'listProfiles',
    summary: 'Get a profiles list',
    querystring: ProfilesQuery,
  }),
  profile.read({
    headers: acceptLanguage,
    operationId: 'getProfile',
    summary: 'Get profile details',
  }),
  profile.create({
    headers: acceptLanguage,
    operationId: 'createProfile',
    summary: 'Add a new profile',
    body: ProfileInput,
    create({ sandbox, body }, { id, ...times }) {
      const { contacts = [], ...fields } = body;
      return {
        profileId: id,
        contacts: contacts.map((contact) => newContact(contact, newStamp(sandbox))),
        countryNumericCode: null,
        enabled: true,
        firstName: '',
        middleName: '',
        lastName: '',
        name: '',
        tags: [],
        ...times,
        uuid: null,
        ...pickDeclared(ProfileUpdate, fields),
      };
    },
  }),
  ...profile.update({
    ...update,
    operationIds: { PUT: 'updateProfile', PATCH: 'patchProfile' },
  }),
  // The vendor documents the singular path beside the plural one.
  ...profile.update({
    ...update,
    url: '/profile/:profileId',
    operationIds: { PUT: 'updateProfileAtSingularPath', PATCH: 'patchProfileAtSingularPath' },
  }),
  profile.delete({
    operationId: 'deleteProfile',
    summary: 'Delete a profile',
    description:
      'Deletes a profile, its contacts and its relations. Its accounts are archived and disabled, because trades and payments refer to them.',
  }),
];

/** A profile in the vendor's order of fields: its country follows the code. */
function toResponse(
  request: Pick<FastifyRequest, 'sandbox' | 'headers'>,
  { profileId, contacts, countryNumericCode, ...rest }: StoredProfile,
): Profile {
  const country = countryOf(request, countryNumericCode);
  return { profileId, contacts, countryNumericCode, country, ...rest };
}

/** Reports an unknown country, and contacts of a new profile whose value does not fit. */
function validateProfile({ sandbox, body, method }: UnvalidatedRequest): FieldError[] {
  const country = validateCountryCode(sandbox, body.countryNumericCode, '/countryNumericCode');
  if (method !== 'POST' || !Array.isArray(body.contacts)) return country;
  return [
    ...country,
    ...body.contacts.flatMap((contact, index) =>
      validateContact(sandbox, contact, `/contacts/${index}`),
    ),
  ];
}
