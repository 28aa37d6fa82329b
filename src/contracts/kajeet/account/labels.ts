import { unpublished, unpublishedResponse } from '../../../../schemas/kajeet/unpublished.js';
import { allow, withConditions } from '../../../simulator/contract/access.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { stub } from '../../../simulator/resources/stub.js';
import { notWbu, parentCorp } from '../access.js';
import { documented } from '../evidence.js';

/** Label and category operations of the vendor's page Account Settings. */
export const accountLabels: readonly Operation[] = [
  stub({
    method: 'POST',
    url: '/v1.0/accountSettings/categories',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings'),
    operationId: 'addCategory',
    summary: 'Create a label category',
    body: unpublished('DeviceAddCategory'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'PUT',
    url: '/v1.0/accountSettings/categories',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings'),
    operationId: 'updateCategories',
    summary: 'Rename/change label categories',
    body: unpublished('CategoryUpdateModel'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'DELETE',
    url: '/v1.0/accountSettings/categories',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings'),
    operationId: 'deleteCategories',
    summary: 'Delete label categories',
    body: unpublished('model', 'array'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'POST',
    url: '/v1.0/accountSettings/labels',
    access: withConditions(allow('org_super', 'org_managerplus'), parentCorp, notWbu),
    evidence: documented('accountsettings', '/v1.0/accountSettings/labels'),
    operationId: 'addLabel',
    summary: 'Add a label to a category',
    body: unpublished('DeviceAddLabel'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'PUT',
    url: '/v1.0/accountSettings/labels',
    access: withConditions(allow('org_super', 'org_managerplus'), parentCorp, notWbu),
    evidence: documented('accountsettings', '/v1.0/accountSettings/labels'),
    operationId: 'renameLabel',
    summary: 'Rename a label',
    body: unpublished('DeviceEditLabel'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'DELETE',
    url: '/v1.0/accountSettings/labels',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings', '/v1.0/accountSettings/labels'),
    operationId: 'deleteLabels',
    summary: 'Delete labels',
    body: unpublished('Delete label', 'array'),
    response: { 200: unpublishedResponse },
  }),
];
