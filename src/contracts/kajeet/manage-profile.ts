import { ref } from '../../../schemas/evidence.js';
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
} from '../../../schemas/kajeet/manage-profile.js';
import { allow, anyScope, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { notPlte } from './access.js';
import { cardFaults, deleteCard, readCard, saveCard } from './card.js';
import { documented } from './evidence.js';
import { adminUsers, provinces, timeZones } from './lookups.js';
import {
  contactInformation,
  deviceStatusMessage,
  emailNotification,
  lostStolenMessage,
  readPreference,
  savePreference,
} from './preferences.js';
import { readSecurity, saveSecurity, secretQuestions, securityFaults } from './security.js';
import { disableSummer, enableSummer, periodFaults, updateSummer } from './summer.js';

const page = documented('manage-profile');

const masterAdmin = when(allow('org_super'), notPlte);
const admins = when(allow('org_super', 'org_tech'), notPlte);

const noCard = { 404: 'There is no card on file.' };
const summerRefusals = {
  403: 'The scope does not allow this, or exemptions do not come from org_super.',
  404: 'It is off, or an exempt device is unknown.',
};

/** Manage profile, in the order of the vendor's page. */
export const manageProfile: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/adminUsers/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listAdminUsers',
      summary: "List the account's administrator users",
      response: { 200: ref(AdminUsers) },
    },
    handler: adminUsers,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/contactInformation/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'getContactInformation',
      summary: "Read the account's contact details",
      response: { 200: ref(ContactInformation) },
    },
    handler: (request) => readPreference(request, contactInformation),
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/contactInformation/',
    config: { access: anyScope, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveContactInformation',
      summary: "Store the account's contact details",
      body: ref(ContactInformation),
      response: { 200: ref(Saved) },
    },
    handler: (request) => savePreference(request, contactInformation),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: masterAdmin, evidence: page, effect: 'read', refusals: noCard },
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
    config: { access: masterAdmin, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveCreditCardInformation',
      summary: 'Store the card on file',
      body: ref(CreditCardFormPost),
      response: { 200: ref(Saved) },
    },
    check: cardFaults,
    handler: saveCard,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: masterAdmin, evidence: page, effect: 'destroy', refusals: noCard },
    schema: {
      operationId: 'deleteCreditCardInformation',
      summary: 'Remove the card on file',
      response: { 200: ref(Saved) },
    },
    handler: deleteCard,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/deviceStatusMessage/',
    config: { access: masterAdmin, evidence: page, effect: 'read' },
    schema: {
      operationId: 'getDeviceStatusMessage',
      summary: 'Read the device status message preference',
      response: { 200: ref(Message) },
    },
    handler: (request) => readPreference(request, deviceStatusMessage),
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/deviceStatusMessage/',
    config: { access: masterAdmin, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveDeviceStatusMessage',
      summary: 'Store the device status message preference',
      body: ref(Message),
      response: { 200: ref(Saved) },
    },
    handler: (request) => savePreference(request, deviceStatusMessage),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/emailNotification/',
    config: { access: admins, evidence: page, effect: 'read' },
    schema: {
      operationId: 'getEmailNotification',
      summary: "Read the calling user's e-mail notification preference",
      response: { 200: ref(NotificationModel) },
    },
    handler: (request) => readPreference(request, emailNotification),
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/emailNotification/',
    config: { access: admins, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveEmailNotification',
      summary: "Store the calling user's e-mail notification preference",
      body: ref(NotificationModel),
      response: { 200: ref(Saved) },
    },
    handler: (request) => savePreference(request, emailNotification),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/lostStolenMessage/',
    config: { access: masterAdmin, evidence: page, effect: 'read' },
    schema: {
      operationId: 'getLostStolenMessage',
      summary: 'Read the lost/stolen message preference',
      response: { 200: ref(Message) },
    },
    handler: (request) => readPreference(request, lostStolenMessage),
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/lostStolenMessage/',
    config: { access: masterAdmin, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveLostStolenMessage',
      summary: 'Store the message that a lost or stolen device shows when switched on',
      body: ref(Message),
      response: { 200: ref(Saved) },
    },
    handler: (request) => savePreference(request, lostStolenMessage),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/provinces/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listProvinces',
      summary: 'List provinces and states',
      response: { 200: ref(CodesAndNames) },
    },
    handler: provinces,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/secretQuestions/',
    config: { access: anyScope, evidence: page, effect: 'read' },
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
    config: { access: anyScope, evidence: page, effect: 'read' },
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
    config: { access: anyScope, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveSecurityInformation',
      summary: 'Store the security information of the calling user',
      body: ref(SecuritySettingsForm),
      response: { 200: ref(Saved) },
    },
    check: securityFaults,
    handler: saveSecurity,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/summerSuspension',
    config: {
      access: anyScope,
      evidence: page,
      effect: 'change',
      refusals: { ...summerRefusals, 409: 'It is on already.' },
    },
    schema: {
      operationId: 'enableSummerSuspension',
      summary: 'Turn summer suspension on',
      body: ref(SummerSuspension),
      response: { 200: ref(Saved) },
    },
    check: periodFaults,
    handler: enableSummer,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/manage-profile/summerSuspension',
    config: { access: anyScope, evidence: page, effect: 'change', refusals: summerRefusals },
    schema: {
      operationId: 'updateSummerSuspension',
      summary: 'Change the summer suspension period',
      body: ref(SummerSuspension),
      response: { 200: ref(Saved) },
    },
    check: periodFaults,
    handler: updateSummer,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/manage-profile/summerSuspension',
    config: {
      access: anyScope,
      evidence: page,
      effect: 'destroy',
      refusals: { 404: 'It is off.' },
    },
    schema: {
      operationId: 'disableSummerSuspension',
      summary: 'Turn summer suspension off',
      response: { 200: ref(Saved) },
    },
    handler: disableSummer,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/timeZones/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listTimeZones',
      summary: 'List time zones',
      response: { 200: ref(CodesAndNames) },
    },
    handler: timeZones,
  }),
];
