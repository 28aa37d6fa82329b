import { ref } from '../../../schemas/evidence.js';
import { Message, Saved } from '../../../schemas/kajeet/manage-profile.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { allow, anyScope, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { notPlte } from './access.js';
import { documented } from './evidence.js';
import { readPreference, savePreference } from './preferences.js';

const page = documented('manage-profile');

/** Manage profile, in the order of the vendor's page. */
export const manageProfile: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/adminUsers/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listAdminUsers',
      summary: "List the account's administrator users",
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/contactInformation/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'getContactInformation',
      summary: "Read the account's contact details",
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/contactInformation/',
    config: { access: anyScope, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveContactInformation',
      summary: "Store the account's contact details",
      body: unpublished('ContactInformation'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'read' },
    schema: {
      operationId: 'getCreditCardInformation',
      summary: 'Read the card on file',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveCreditCardInformation',
      summary: 'Store the card on file',
      body: unpublished('CreditCardFormPost'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/manage-profile/creditCardInformation/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'destroy' },
    schema: {
      operationId: 'deleteCreditCardInformation',
      summary: 'Remove the card on file',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/deviceStatusMessage/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'read' },
    schema: {
      operationId: 'getDeviceStatusMessage',
      summary: 'Read the device status message preference',
      response: { 200: ref(Message) },
    },
    handler: (request) => readPreference(request, 'deviceStatusMessage'),
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/deviceStatusMessage/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveDeviceStatusMessage',
      summary: 'Store the device status message preference',
      body: ref(Message),
      response: { 200: ref(Saved) },
    },
    handler: (request) => savePreference(request, 'deviceStatusMessage', request.body),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/emailNotification/',
    config: {
      access: when(allow('org_super', 'org_tech'), notPlte),
      evidence: page,
      effect: 'read',
    },
    schema: {
      operationId: 'getEmailNotification',
      summary: 'Read the e-mail notification preference',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/emailNotification/',
    config: {
      access: when(allow('org_super', 'org_tech'), notPlte),
      evidence: page,
      effect: 'change',
    },
    schema: {
      operationId: 'saveEmailNotification',
      summary: "Store the calling user's e-mail notification preference",
      body: unpublished('NotificationModel'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/lostStolenMessage/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'read' },
    schema: {
      operationId: 'getLostStolenMessage',
      summary: 'Read the lost/stolen message preference',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/lostStolenMessage/',
    config: { access: when(allow('org_super'), notPlte), evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveLostStolenMessage',
      summary: 'Store the message a lost or stolen device shows when switched on',
      body: unpublished('message'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/provinces/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listProvinces',
      summary: 'List provinces/states',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/secretQuestions/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listSecretQuestions',
      summary: 'List the selectable secret questions',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/securityInformation/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'getSecurityInformation',
      summary: "Read the account's security information",
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/securityInformation/',
    config: { access: anyScope, evidence: page, effect: 'change' },
    schema: {
      operationId: 'saveSecurityInformation',
      summary: "Store the account's security information",
      body: unpublished('SecuritySettingsForm'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/manage-profile/summerSuspension',
    config: { access: anyScope, evidence: page, effect: 'change' },
    schema: {
      operationId: 'enableSummerSuspension',
      summary: 'Turn summer suspension on',
      body: unpublished('Summer Suspension'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/manage-profile/summerSuspension',
    config: { access: anyScope, evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateSummerSuspension',
      summary: 'Change the summer suspension period',
      body: unpublished('Summer Suspension'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/manage-profile/summerSuspension',
    config: { access: anyScope, evidence: page, effect: 'destroy' },
    schema: {
      operationId: 'disableSummerSuspension',
      summary: 'Turn summer suspension off',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/manage-profile/timeZones/',
    config: { access: anyScope, evidence: page, effect: 'read' },
    schema: {
      operationId: 'listTimeZones',
      summary: 'List time zones',
      response: { 200: unpublishedAnswer },
    },
  }),
];
