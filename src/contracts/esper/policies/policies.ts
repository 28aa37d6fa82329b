import {
  EnterprisePolicy,
  EnterprisePolicyPage,
  EnterprisePolicyPartialUpdate,
  PoliciesQuery,
  PolicyInput,
  PolicyParams,
  type StoredPolicy,
} from '../../../../schemas/esper/policies/policy.js';
import { EnterprisePolicyData } from '../../../../schemas/esper/policies/policy-data.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import {
  type Operation,
  pickDeclared,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { paddedKey } from '../../../store/documents/collection.js';
import { foldCase } from '../../../store/query/case-fold.js';
import { policies as collection, devices } from '../collections.js';
import { manageSpec } from '../evidence.js';
import { linksFor } from '../links.js';
import { resource } from '../resource.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { newPolicy, withoutPolicy } from './assignment.js';
import { pickDeclaredDeep } from './pick-declared-deep.js';

const policy = resource({
  collection,
  url: '/enterprise/:enterprise_id/policy/',
  id: 'policy_id',
  noun: 'policy',
  params: PolicyParams,
  model: EnterprisePolicy,
  evidence: manageSpec,
  key: ({ policy_id }) => paddedKey(policy_id),
  present: (request, { wire }) => presentPolicy(request, wire),
  validate: validatePolicy,
  afterDelete: ({ sandbox }, { id }) => withoutPolicy(sandbox, id),
});

/** Policies for devices. */
export const policyOperations: readonly Operation[] = [
  policy.list({
    operationId: 'listPolicies',
    summary: 'List all policies in enterprise',
    querystring: PoliciesQuery,
    page: EnterprisePolicyPage,
    filters: ({ name, is_active }) => ({
      ...(name !== undefined && { name: foldCase(name) }),
      ...(is_active !== undefined && { isActive: Number(is_active) }),
    }),
    toListItem: (wire, request) => presentPolicy(request, wire),
  }),
  policy.create({
    operationId: 'createPolicy',
    summary: 'Create a new Enterprise Policy',
    description: 'Devices follow it after a command SET_NEW_POLICY with its URL as policy_url.',
    body: PolicyInput,
    create: ({ sandbox, body }) => newPolicy(sandbox, replacedFields(body)),
  }),
  policy.read({ operationId: 'getPolicyById', summary: 'Get Enterprise Policy' }),
  policy.update({
    method: 'PUT',
    operationId: 'updatePolicy',
    summary: 'Update Enterprise Policy',
    description: 'Fields that are left out go back to their defaults.',
    body: PolicyInput,
    update: ({ sandbox, body }, before) => ({
      ...before,
      ...replacedFields(body),
      updated_on: currentTimestamp(sandbox),
    }),
  }),
  policy.update({
    method: 'PATCH',
    operationId: 'partialupdatePolicy',
    summary: 'Partial update EnterprisePolicy',
    body: EnterprisePolicyPartialUpdate,
    update({ sandbox, body }, before) {
      const {
        enterprise: _,
        policy: data,
        ...sent
      } = pickDeclared(EnterprisePolicyPartialUpdate, body);
      return {
        ...before,
        ...sent,
        policy: { ...before.policy, ...pickDeclaredDeep(EnterprisePolicyData, data ?? {}) },
        updated_on: currentTimestamp(sandbox),
      };
    },
  }),
  policy.delete({
    operationId: 'deleteEnterprisePolicy',
    summary: 'Delete a Enterprise Policy',
    description: 'Devices that follow it follow none afterwards.',
  }),
];

function presentPolicy(request: PresentRequest, { id, ...stored }: StoredPolicy): EnterprisePolicy {
  const links = linksFor(request);
  return {
    uuid: stored.uuid,
    enterprise: links.enterprise(enterpriseId),
    url: links.object(enterpriseId, 'policy', String(id)),
    name: stored.name,
    description: stored.description,
    device_count: request.sandbox.documents(devices).count({ where: { policy: id } }),
    google_policy_id: stored.google_policy_id,
    policy: stored.policy,
    updated_on: stored.updated_on,
    created_on: stored.created_on,
    is_active: stored.is_active,
  };
}

/** The fields of a policy that a body replaces, with the defaults of those that it leaves out. */
function replacedFields({ name, policy: data, description = '', is_active = true }: PolicyInput) {
  return { name, description, is_active, policy: pickDeclaredDeep(EnterprisePolicyData, data) };
}

/** Reports an enterprise that is not that of the path. */
function validatePolicy({ body }: UnvalidatedRequest): FieldError[] {
  const { enterprise } = body;
  if (typeof enterprise !== 'string') return [];
  const [id = ''] = enterprise.toLowerCase().split('/').filter(Boolean).slice(-1);
  return id === enterpriseId
    ? []
    : fieldError('enterprise', `must be the URL of the enterprise ${enterpriseId}`);
}
