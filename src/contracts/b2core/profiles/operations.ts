import { Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
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
import { profiles as collection } from '../collections.js';
import { countryOf, validateCountryCode } from '../countries/operations.js';
import { referencePage } from '../evidence.js';
import { newId, timestamp } from '../identifiers.js';
import {
  booleanFilter,
  caseInsensitiveFilter,
  exactFilter,
  type ListSpec,
  queryList,
  rejectUnknownParameters,
} from '../lists.js';
import { newContact, validateContact } from './contact-validation.js';

const evidence = referencePage('profiles');

const listing: ListSpec<StoredProfile, Record<string, never>> = {
  of: collection,
  sorts: { profileId: 'key' },
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
};

/** The documented ways to change a profile: two methods, and two spellings of the path. */
const updates = [
  { method: 'PUT', url: '/profiles/:profileId', operationId: 'updateProfile' },
  { method: 'PATCH', url: '/profiles/:profileId', operationId: 'patchProfile' },
  { method: 'PUT', url: '/profile/:profileId', operationId: 'updateProfileAtSingularPath' },
  { method: 'PATCH', url: '/profile/:profileId', operationId: 'patchProfileAtSingularPath' },
] as const;

/** Profiles. */
export const profiles: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/profiles',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      headers: acceptLanguage,
      operationId: 'listProfiles',
      summary: 'Get a profiles list',
      querystring: ProfilesQuery,
      response: { 200: Type.Array(ref(Profile), { description: 'The profiles' }) },
    },
    check: rejectUnknownParameters,
    handler: (request) => queryList(request, listing).map(({ wire }) => toResponse(request, wire)),
  }),
  operation({
    method: 'GET',
    url: '/profiles/:profileId',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      headers: acceptLanguage,
      operationId: 'getProfile',
      summary: 'Get profile details',
      params: ProfileParams,
      response: { 200: ref(Profile) },
    },
    handler: (request) =>
      toResponse(request, requireProfile(request.sandbox, request.params.profileId)),
  }),
  operation({
    method: 'POST',
    url: '/profiles',
    config: { access: anyScope, evidence, effect: 'change' },
    schema: {
      headers: acceptLanguage,
      operationId: 'createProfile',
      summary: 'Add a new profile',
      body: ref(ProfileInput),
      response: { 201: ref(Profile) },
    },
    check: (request) => [...countryFault(request), ...contactsFaults(request)],
    handler(request) {
      const { sandbox, body } = request;
      const { contacts = [], ...sent } = body;
      const now = timestamp(sandbox);
      const profile: StoredProfile = withChanges(
        {
          profileId: newId(sandbox),
          contacts: contacts.map((contact) => newContact(sandbox, contact)),
          countryNumericCode: null,
          enabled: true,
          firstName: '',
          middleName: '',
          lastName: '',
          name: '',
          tags: [],
          createTime: now,
          updateTime: now,
          uuid: null,
        },
        sent,
        now,
      );
      sandbox.documents(collection).insert(profile, {});
      return toResponse(request, profile);
    },
  }),
  ...updates.map(({ method, url, operationId }) =>
    operation({
      method,
      url,
      config: { access: anyScope, evidence, effect: 'change' },
      schema: {
        headers: acceptLanguage,
        operationId,
        summary: 'Update a profile',
        description:
          'Changes what is sent and leaves the rest, by either method and at either path.',
        params: ProfileParams,
        body: ref(ProfileUpdate),
        response: { 200: ref(Profile) },
      },
      check: countryFault,
      handler(request) {
        const { sandbox, params, body } = request;
        const changed = withChanges(
          requireProfile(sandbox, params.profileId),
          body,
          timestamp(sandbox),
        );
        sandbox.documents(collection).upsert(changed, {});
        return toResponse(request, changed);
      },
    }),
  ),
  operation({
    method: 'DELETE',
    url: '/profiles/:profileId',
    config: { access: anyScope, evidence, effect: 'destroy' },
    schema: {
      operationId: 'deleteProfile',
      summary: 'Delete a profile',
      description: 'Deletes a profile and its contacts.',
      params: ProfileParams,
      response: { 204: noContent },
    },
    handler({ sandbox, params }) {
      requireProfile(sandbox, params.profileId);
      sandbox.documents(collection).delete(params.profileId);
    },
  }),
];

/** The profile with an identifier. Throws a 404 problem for an unknown one. */
export function requireProfile(sandbox: Sandbox, profileId: string): StoredProfile {
  const found = sandbox.documents(collection).get(profileId)?.wire;
  if (!found) throw notFound(`There is no profile ${profileId}`);
  return found;
}

/** A profile with what was sent in place of what it had; what was not sent, and what callers cannot write, stays. */
function withChanges(profile: StoredProfile, sent: object, now: string): StoredProfile {
  const given = pickDeclared(ProfileUpdate, sent);
  if (Object.keys(given).length === 0) return profile;
  const changed = { ...profile, ...given, updateTime: now };
  return { ...changed, name: fullName(changed) };
}

/** A profile as the vendor shows it: its country stands after the code. */
function toResponse(
  request: Pick<FastifyRequest, 'sandbox' | 'headers'>,
  profile: StoredProfile,
): Profile {
  const { profileId, contacts, countryNumericCode, ...rest } = profile;
  const country = countryOf(request, countryNumericCode);
  return { profileId, contacts, countryNumericCode, country, ...rest };
}

function countryFault({ sandbox, body }: UnvalidatedRequest): FieldError[] {
  return validateCountryCode(sandbox, body.countryNumericCode, '/countryNumericCode');
}

function contactsFaults({ sandbox, body }: UnvalidatedRequest): FieldError[] {
  if (!Array.isArray(body.contacts)) return [];
  return body.contacts.flatMap((contact, index) =>
    validateContact(sandbox, contact, `/contacts/${index}`),
  );
}
