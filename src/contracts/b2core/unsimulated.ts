import { type TObject, Type } from '@sinclair/typebox';
import { noContent, unspecifiedResponse } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { pathParamNames } from '../../simulator/resources/resource.js';
import { stub } from '../../simulator/resources/stub.js';
import { referencePage } from './evidence.js';

/** Method, URL, operationId and summary: the vendor's index says no more. */
type IndexEntry = readonly [Operation['method'], string, string, string];

/** The operations that each page of the vendor's reference lists, and the objects that they return. */
const pages: Readonly<
  Record<string, { readonly object: string; readonly entries: readonly IndexEntry[] }>
> = {
  accounts: {
    object: 'Account',
    entries: [
      ['GET', '/accounts', 'listAccounts', 'List trading accounts'],
      ['GET', '/accounts/:accountId', 'getAccount', 'Read an account'],
      ['POST', '/accounts', 'createAccount', 'Add an account'],
      ['PUT', '/accounts/:accountId', 'updateAccount', 'Change an account'],
      ['DELETE', '/accounts/:accountId', 'deleteAccount', 'Delete an account'],
      ['GET', '/accounts/:accountId/metrics', 'getAccountMetrics', 'Account metrics'],
    ],
  },
  platforms: {
    object: 'Platform, Platform group or Platform driver',
    entries: [
      ['GET', '/platforms', 'listPlatforms', 'List platforms'],
      ['GET', '/platforms/:platformId', 'getPlatform', 'Read a platform'],
      ['POST', '/platforms', 'createPlatform', 'Add a platform'],
      ['PUT', '/platforms/:platformId', 'updatePlatform', 'Change a platform'],
      ['DELETE', '/platforms/:platformId', 'deletePlatform', 'Delete a platform'],
      ['GET', '/platforms/:platformId/metrics', 'getPlatformMetrics', 'Platform metrics'],
      ['GET', '/platforms/groups', 'listPlatformGroups', 'List platform groups'],
      ['GET', '/platforms/groups/:platformGroupId', 'getPlatformGroup', 'Read a platform group'],
      [
        'PUT',
        '/platforms/groups/:platformGroupId',
        'updatePlatformGroup',
        'Change a platform group',
      ],
      [
        'GET',
        '/platforms/groups/:platformGroupId/metrics',
        'getPlatformGroupMetrics',
        'Platform group metrics',
      ],
      ['GET', '/platforms/:platformId/drivers', 'listDrivers', 'List platform drivers'],
      ['GET', '/platforms/:platformId/drivers/:driverId', 'getDriver', 'Read a driver'],
      ['POST', '/platforms/:platformId/drivers', 'createDriver', 'Add a driver'],
      ['PUT', '/platforms/:platformId/drivers/:driverId', 'updateDriver', 'Change a driver'],
      ['DELETE', '/platforms/:platformId/drivers/:driverId', 'deleteDriver', 'Delete a driver'],
      [
        'GET',
        '/platforms/:platformId/drivers/:driverId/diagnostics',
        'getDriverDiagnostics',
        'Run diagnostics',
      ],
    ],
  },
  symbols: {
    object: 'Symbol, Symbol group or Payment plan',
    entries: [
      ['GET', '/symbols', 'listSymbols', 'List symbols'],
      ['GET', '/symbols/:symbolId', 'getSymbol', 'Read a symbol'],
      ['GET', '/symbols/:symbolId/metrics', 'getSymbolMetrics', 'Symbol metrics'],
      ['GET', '/symbols/groups', 'listSymbolGroups', 'List symbol groups'],
      ['GET', '/symbols/groups/:symbolGroupId', 'getSymbolGroup', 'Read a symbol group'],
      ['GET', '/symbols/:symbolId/preferences', 'listPaymentPlans', 'List payment plans'],
      [
        'GET',
        '/symbols/:symbolId/preferences/:paymentPlanId',
        'getPaymentPlan',
        'Read a payment plan',
      ],
      ['POST', '/symbols/:symbolId/preferences', 'createPaymentPlan', 'Add a payment plan'],
      [
        'PUT',
        '/symbols/:symbolId/preferences/:paymentPlanId',
        'updatePaymentPlan',
        'Change a payment plan',
      ],
      [
        'DELETE',
        '/symbols/:symbolId/preferences/:paymentPlanId',
        'deletePaymentPlan',
        'Delete a payment plan',
      ],
    ],
  },
  trades: {
    object: 'Trade',
    entries: [
      ['GET', '/trades', 'listTrades', 'List trades'],
      ['GET', '/trades/:tradeId', 'getTrade', 'Read a trade'],
    ],
  },
  payments: {
    object: 'Payment',
    entries: [
      ['GET', '/payments', 'listPayments', 'List reward payments'],
      ['GET', '/payments/:paymentId', 'getPayment', 'Read a reward payment'],
    ],
  },
  relations: {
    object: 'Relation',
    entries: [
      ['GET', '/relations', 'listRelations', 'List parent/child relations'],
      ['GET', '/relations/:relationId', 'getRelation', 'Read a relation'],
      ['POST', '/relations', 'createRelation', 'Add a relation'],
      ['PUT', '/relations/:relationId', 'updateRelation', 'Change a relation'],
      ['DELETE', '/relations/:relationId', 'deleteRelation', 'Delete a relation'],
    ],
  },
};

/** The operations of the vendor's index whose pages are not public, by page. */
export const unsimulatedOperations: Readonly<Record<string, readonly Operation[]>> =
  Object.fromEntries(
    Object.entries(pages).map(([name, { object, entries }]) => [
      name,
      entries.map((entry) => stubOf(name, object, entry)),
    ]),
  );

function stubOf(page: string, object: string, [method, url, operationId, summary]: IndexEntry) {
  const params = paramsOf(url);
  return stub({
    method,
    url,
    access: anyScope,
    evidence: referencePage(page),
    operationId,
    summary,
    ...(params && { params }),
    response: responseOf(method, object),
  });
}

function responseOf(method: Operation['method'], object: string) {
  if (method === 'DELETE') return { 204: noContent };
  const item = unspecifiedResponse(`${object}: the vendor publishes only its name`);
  return method === 'POST' ? { 201: item } : { 200: item };
}

function paramsOf(url: string): TObject | undefined {
  const params = pathParamNames(url).map((name) => [
    name,
    Type.String({ description: 'An identifier', examples: ['60ba407d15951453e60e49f8'] }),
  ]);
  return params.length > 0 ? Type.Object(Object.fromEntries(params)) : undefined;
}
