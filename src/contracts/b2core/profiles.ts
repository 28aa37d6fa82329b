import { Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { nothing } from '../../../schemas/answers.js';
import {
  fullName,
  Profile,
  ProfileInput,
  ProfileParams,
  ProfilesQuery,
  ProfileUpdate,
  type StoredProfile,
} from '../../../schemas/b2core/profiles.js';
import { acceptLanguage } from '../../../schemas/b2core/values.js';
import { ref } from '../../../schemas/evidence.js';
import { anyScope } from '../../simulator/access.js';
import { known, type Operation, operation, type SentRequest } from '../../simulator/contract.js';
import { type Fault, notFound } from '../../simulator/problem.js';
import type { Sandbox } from '../../store/sandbox.js';
import { profiles as collection } from './collections.js';
import { contactFaults, newContact } from './contact-values.js';
import { countryFaults, countryOf } from './countries.js';
import { page } from './evidence.js';
import { newId, timeOf } from './identifiers.js';
import { anyCase, exactly, flag, type Listing, list, unknownParameters } from './lists.js';

const evidence = page('profiles');

const listing: Listing<StoredProfile, Record<string, never>> = {
  of: collection,
  sorts: { profileId: 'key' },
  filters: {
    enabled: flag('enabled'),
    firstName: anyCase('firstName'),
    profileFirstName: anyCase('firstName'),
    lastName: anyCase('lastName'),
    profileLastName: anyCase('lastName'),
    middleName: anyCase('middleName'),
    profileMiddleName: anyCase('middleName'),
    name: anyCase('name'),
    uuid: exactly('uuid'),
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
    check: unknownParameters,
    handler: (request) => list(request, listing).map(({ wire }) => shown(request, wire)),
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
    handler: (request) => shown(request, profileAt(request.sandbox, request.params.profileId)),
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
      const now = timeOf(sandbox);
      const profile: StoredProfile = written(
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
      return shown(request, profile);
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
        const changed = written(profileAt(sandbox, params.profileId), body, timeOf(sandbox));
        sandbox.documents(collection).put(changed, {});
        return shown(request, changed);
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
      response: { 204: nothing },
    },
    handler({ sandbox, params }) {
      profileAt(sandbox, params.profileId);
      sandbox.documents(collection).remove(params.profileId);
    },
  }),
];

/** The profile with an identifier. Throws a 404 problem for an unknown one. */
export function profileAt(sandbox: Sandbox, profileId: string): StoredProfile {
  const found = sandbox.documents(collection).get(profileId)?.wire;
  if (!found) throw notFound(`There is no profile ${profileId}`);
  return found;
}

/** A profile with what was sent in place of what it had; what was not sent, and what callers cannot write, stays. */
function written(profile: StoredProfile, sent: object, now: string): StoredProfile {
  const given = known(ProfileUpdate, sent);
  if (Object.keys(given).length === 0) return profile;
  const changed = { ...profile, ...given, updateTime: now };
  return { ...changed, name: fullName(changed) };
}

/** A profile as the vendor shows it: its country stands after the code. */
function shown(
  request: Pick<FastifyRequest, 'sandbox' | 'headers'>,
  profile: StoredProfile,
): Profile {
  const { profileId, contacts, countryNumericCode, ...rest } = profile;
  const country = countryOf(request, countryNumericCode);
  return { profileId, contacts, countryNumericCode, country, ...rest };
}

function countryFault({ sandbox, body }: SentRequest): Fault[] {
  return countryFaults(sandbox, body.countryNumericCode, '/countryNumericCode');
}

function contactsFaults({ sandbox, body }: SentRequest): Fault[] {
  if (!Array.isArray(body.contacts)) return [];
  return body.contacts.flatMap((contact, index) =>
    contactFaults(sandbox, contact, `/contacts/${index}`),
  );
}
