import type { TObject } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import {
  AdminUsers,
  CodesAndNames,
  ContactInformation,
  CreditCardFormPost,
  CreditCardInformation,
  Message,
  NotificationModel,
  Saved,
  SecretQuestions,
  SecurityInformation,
  SecuritySettingsForm,
  SummerSuspension,
} from '../../../../schemas/kajeet/manage-profile.js';
import {
  type Access,
  allow,
  anyScope,
  withConditions,
} from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notPlte } from '../access.js';
import { documented } from '../evidence.js';
import { listAdminUsers } from './admin-users.js';
import { deleteCard, readCard, saveCard, validateCard } from './card.js';
import {
  contactInformation,
  deviceStatusMessage,
  emailNotification,
  lostStolenMessage,
  type Preference,
  readPreference,
  savePreference,
} from './preferences.js';
import { listProvinces, listTimeZones } from './reference-data.js';
import { readSecurity, saveSecurity, secretQuestions, validateSecurityForm } from './security.js';
import {
  disableSummerSuspension,
  enableSummerSuspension,
  updateSummerSuspension,
  validatePeriod,
} from './summer-suspension.js';

const source = documented('manage-profile');

const masterAdmin = withConditions(allow('org_super'), notPlte);
const admins = withConditions(allow('org_super', 'org_tech'), notPlte);

const cardRefusals = { 404: 'There is no card on file.' };
const summerRefusals = {
  403: 'The scope does not allow this, or a scope other than org_super sends exemptions.',
  404: 'Summer suspension is off, or an exempt device is unknown.',
};

/** Operations of the vendor's page Manage Profile, in its order. */
export const manageProfile: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/adminUsers/',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listAdminUsers',
      summary: "List the account's administrator users",
      response: { 200: ref(AdminUsers) },
    },
    handler: listAdminUsers,
  }),
  ...preferenceOperations(contactInformation, {
    access: anyScope,
    schema: ContactInformation,
    summaries: {
      read: "Read the account's contact details",
      save: "Store the account's contact details",
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: masterAdmin, evidence: source, effect: 'read', refusals: cardRefusals },
    schema: {
      operationId: 'getCreditCardInformation',
      summary: 'Read the card on file',
      response: { 200: ref(CreditCardInformation) },
    },
    handler: readCard,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: masterAdmin, evidence: source, effect: 'change' },
    schema: {
      operationId: 'saveCreditCardInformation',
      summary: 'Store the card on file',
      body: ref(CreditCardFormPost),
      response: { 200: ref(Saved) },
    },
    check: validateCard,
    handler: saveCard,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: masterAdmin, evidence: source, effect: 'destroy', refusals: cardRefusals },
    schema: {
      operationId: 'deleteCreditCardInformation',
      summary: 'Remove the card on file',
      response: { 200: ref(Saved) },
    },
    handler: deleteCard,
  }),
  ...preferenceOperations(deviceStatusMessage, {
    access: masterAdmin,
    schema: Message,
    summaries: {
      read: 'Read the device status message preference',
      save: 'Store the device status message preference',
    },
  }),
  ...preferenceOperations(emailNotification, {
    access: admins,
    schema: NotificationModel,
    summaries: {
      read: "Read the calling user's e-mail notification preference",
      save: "Store the calling user's e-mail notification preference",
    },
  }),
  ...preferenceOperations(lostStolenMessage, {
    access: masterAdmin,
    schema: Message,
    summaries: {
      read: 'Read the lost/stolen message preference',
      save: 'Store the message that a lost or stolen device shows when switched on',
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/provinces/',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listProvinces',
      summary: 'List provinces and states',
      response: { 200: ref(CodesAndNames) },
    },
    handler: listProvinces,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/secretQuestions/',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listSecretQuestions',
      summary: 'List the selectable secret questions',
      response: { 200: ref(SecretQuestions) },
    },
    handler: () => secretQuestions,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/securityInformation/',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'getSecurityInformation',
      summary: 'Read the security information of the calling user',
      response: { 200: ref(SecurityInformation) },
    },
    handler: readSecurity,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/securityInformation/',
    config: { access: anyScope, evidence: source, effect: 'change' },
    schema: {
      operationId: 'saveSecurityInformation',
      summary: 'Store the security information of the calling user',
      body: ref(SecuritySettingsForm),
      response: { 200: ref(Saved) },
    },
    check: validateSecurityForm,
    handler: saveSecurity,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/summerSuspension',
    config: {
      access: anyScope,
      evidence: source,
      effect: 'change',
      refusals: { ...summerRefusals, 409: 'Summer suspension is already on.' },
    },
    schema: {
      operationId: 'enableSummerSuspension',
      summary: 'Turn summer suspension on',
      body: ref(SummerSuspension),
      response: { 200: ref(Saved) },
    },
    check: validatePeriod,
    handler: enableSummerSuspension,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/manage-profile/summerSuspension',
    config: { access: anyScope, evidence: source, effect: 'change', refusals: summerRefusals },
    schema: {
      operationId: 'updateSummerSuspension',
      summary: 'Change the summer suspension period',
      body: ref(SummerSuspension),
      response: { 200: ref(Saved) },
    },
    check: validatePeriod,
    handler: updateSummerSuspension,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/manage-profile/summerSuspension',
    config: {
      access: anyScope,
      evidence: source,
      effect: 'destroy',
      refusals: { 404: 'Summer suspension is off.' },
    },
    schema: {
      operationId: 'disableSummerSuspension',
      summary: 'Turn summer suspension off',
      response: { 200: ref(Saved) },
    },
    handler: disableSummerSuspension,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/timeZones/',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listTimeZones',
      summary: 'List time zones',
      response: { 200: ref(CodesAndNames) },
    },
    handler: listTimeZones,
  }),
];

interface PreferenceOperations {
  readonly access: Access;
  readonly schema: TObject;
  readonly summaries: { readonly read: string; readonly save: string };
}

/** The operations that read and save a preference, at the URL of its name. */
function preferenceOperations(
  preference: Preference,
  { access, schema, summaries }: PreferenceOperations,
): readonly Operation[] {
  const { name } = preference;
  const idEnd = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const url = `/v1.0/manage-profile/${name}/`;
  return [
    operation({
      method: 'GET',
      url,
      config: { access, evidence: source, effect: 'read' },
      schema: {
        operationId: `get${idEnd}`,
        summary: summaries.read,
        response: { 200: ref(schema) },
      },
      handler: (request) => readPreference(request, preference),
    }),
    operation({
      method: 'POST',
      url,
      config: { access, evidence: source, effect: 'change' },
      schema: {
        operationId: `save${idEnd}`,
        summary: summaries.save,
        body: ref(schema),
        response: { 200: ref(Saved) },
      },
      handler: (request) => savePreference(request, preference),
    }),
  ];
}
