import { ref } from '../../../../schemas/annotations.js';
import {
  CategoryIds,
  CategoryUpdateModel,
  CategoryWritten,
  Deleted,
  DeviceAddCategory,
  DeviceAddLabel,
  DeviceEditLabel,
  LabelIds,
  LabelWritten,
} from '../../../../schemas/kajeet/account/labels.js';
import { withConditions } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { accountEditors, notWbu, parentCorp } from '../access.js';
import { documented } from '../evidence.js';
import {
  addCategory,
  addLabel,
  deleteCategories,
  deleteLabels,
  renameCategory,
  renameLabel,
} from './label-writes.js';

const source = documented('accountsettings');
const labelSource = documented('accountsettings', '/v1.0/accountSettings/labels');
const labelEditors = withConditions(accountEditors, parentCorp, notWbu);

const unknownCategory = 'The account does not have the category.';
const unknownLabel = 'The account does not have the label.';
const takenName = 'The account has another one of this name.';

/** Label and category operations of the vendor's page Account Settings. */
export const accountLabels: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/categories',
    config: {
      access: accountEditors,
      evidence: source,
      effect: 'change',
      refusals: { 409: takenName },
    },
    schema: {
      operationId: 'addCategory',
      summary: 'Create a label category',
      body: ref(DeviceAddCategory),
      response: { 200: ref(CategoryWritten) },
    },
    handler: addCategory,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/categories',
    config: {
      access: accountEditors,
      evidence: source,
      effect: 'change',
      refusals: { 404: unknownCategory, 409: takenName },
    },
    schema: {
      operationId: 'updateCategories',
      summary: 'Rename/change label categories',
      body: ref(CategoryUpdateModel),
      response: { 200: ref(CategoryWritten) },
    },
    handler: renameCategory,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/accountSettings/categories',
    config: {
      access: accountEditors,
      evidence: source,
      effect: 'destroy',
      refusals: { 404: unknownCategory, 409: 'A category still has labels; nothing is deleted.' },
    },
    schema: {
      operationId: 'deleteCategories',
      summary: 'Delete label categories',
      body: ref(CategoryIds),
      response: { 200: ref(Deleted) },
    },
    handler: deleteCategories,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/labels',
    config: {
      access: labelEditors,
      evidence: labelSource,
      effect: 'change',
      refusals: { 404: unknownCategory, 409: takenName },
    },
    schema: {
      operationId: 'addLabel',
      summary: 'Add a label to a category',
      body: ref(DeviceAddLabel),
      response: { 200: ref(LabelWritten) },
    },
    handler: addLabel,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/labels',
    config: {
      access: labelEditors,
      evidence: labelSource,
      effect: 'change',
      refusals: { 404: unknownLabel, 409: takenName },
    },
    schema: {
      operationId: 'renameLabel',
      summary: 'Rename a label',
      body: ref(DeviceEditLabel),
      response: { 200: ref(LabelWritten) },
    },
    handler: renameLabel,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/accountSettings/labels',
    config: {
      access: accountEditors,
      evidence: labelSource,
      effect: 'destroy',
      refusals: { 404: unknownLabel },
    },
    schema: {
      operationId: 'deleteLabels',
      summary: 'Delete labels, and take them off all devices',
      body: ref(LabelIds),
      response: { 200: ref(Deleted) },
    },
    handler: deleteLabels,
  }),
];
