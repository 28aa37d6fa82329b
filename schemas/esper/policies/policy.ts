import { type Static, Type } from '@sinclair/typebox';
import { chosen, lenient, ref } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, pageOf, pageParameters, textFilter, time } from '../values.js';
import { EnterprisePolicyData } from './policy-data.js';

/** The number of a seeded policy. */
const examplePolicy = 1;

const name = chosen(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'The name of the policy',
    examples: ['Reading tablets'],
  }),
  'minLength',
  'maxLength',
);
const writable = {
  name,
  description: Type.String({ description: 'What the policy is for' }),
  policy: ref(EnterprisePolicyData),
  is_active: Type.Boolean({ description: 'Whether the policy is in use' }),
};
const enterprise = Type.String({
  description:
    "The URL of the enterprise, which must be that of the key. Its identifier alone is accepted too, which is Understudy's choice",
});

export const EnterprisePolicy = Type.Object(
  {
    uuid: uuid('The policy', '5b2c77d6-8f1c-5ab6-a0f8-3a7c54a0d3b1'),
    enterprise: link('The enterprise'),
    url: link('The policy itself, with its number'),
    name,
    description: writable.description,
    device_count: Type.Integer({ description: 'How many devices follow it' }),
    google_policy_id: Type.String({ description: 'The policy at Google' }),
    policy: writable.policy,
    updated_on: time('When it was last changed'),
    created_on: time('When it was created'),
    is_active: writable.is_active,
  },
  { $id: 'EnterprisePolicy', description: 'A policy for devices' },
);
export type EnterprisePolicy = Static<typeof EnterprisePolicy>;
export const EnterprisePolicyPage = pageOf(EnterprisePolicy, 'policies');

/** A policy as it is stored. Its devices are counted when it is read. */
export const StoredPolicy = Type.Object({
  id: Type.Integer(),
  ...Type.Omit(EnterprisePolicy, ['enterprise', 'url', 'device_count', 'policy']).properties,
  policy: EnterprisePolicyData,
});
export type StoredPolicy = Static<typeof StoredPolicy>;

const examples = [
  {
    name: 'Reading tablets',
    enterprise: `https://develop-api.esper.cloud/api/enterprise/${enterpriseId}/`,
    policy: { cameraDisabled: true, minimumPasswordLength: 6 },
  },
];

export const PolicyInput = Type.Object(
  {
    name,
    enterprise,
    policy: writable.policy,
    description: Type.Optional(writable.description),
    is_active: Type.Optional(writable.is_active),
  },
  {
    $id: 'EnterprisePolicyInput',
    description: 'A policy to create, or to replace one with',
    examples,
  },
);
export type PolicyInput = Static<typeof PolicyInput>;

export const EnterprisePolicyPartialUpdate = Type.Partial(
  Type.Object({ ...writable, enterprise }),
  {
    $id: 'EnterprisePolicyPartialUpdate',
    description: 'The changes of a policy; fields that are left out stay, also inside `policy`',
    examples: [{ description: 'For the library' }],
  },
);
export type EnterprisePolicyPartialUpdate = Static<typeof EnterprisePolicyPartialUpdate>;

export const PolicyParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  policy_id: lenient(
    Type.Integer({ description: 'The number of the policy', examples: [examplePolicy] }),
  ),
});

export const PoliciesQuery = Type.Object({
  name: textFilter('Only policies with this name, in letters of either case', 'Student tablets'),
  is_active: Type.Optional(
    Type.Boolean({ description: 'Only policies in use, or only the others' }),
  ),
  ...pageParameters(),
});
