import { type TObject, Type } from '@sinclair/typebox';
import { noContent, unspecifiedResponse } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import { defaultEffect, type Operation, operation } from '../../simulator/contract/operation.js';
import { referencePage } from './evidence.js';

type OperationStub = readonly [Operation['method'], string, string, string];

/** What each page lists: method, path, operationId, summary. Of these operations nothing else is known. */
const pages: Readonly<
  Record<string, { readonly object: string; readonly entries: readonly OperationStub[] }>
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

/** Operations that stand in the vendor's index, whose text is not known: by page. */
export const unsimulatedOperations: Readonly<Record<string, readonly Operation[]>> =
  Object.fromEntries(
    Object.entries(pages).map(([name, { object, entries }]) => [
      name,
      entries.map((entry) => stub(name, object, entry)),
    ]),
  );

function stub(
  name: string,
  object: string,
  [method, url, operationId, summary]: OperationStub,
): Operation {
  const params = paramsOf(url);
  const response = unspecifiedResponse(`${object}; of its answer no more than the name is known`);
  return operation({
    method,
    url,
    config: {
      access: anyScope,
      evidence: referencePage(name),
      effect: defaultEffect(method),
    },
    schema: {
      operationId,
      summary,
      ...(params && { params }),
      response:
        method === 'DELETE'
          ? { 204: noContent }
          : method === 'POST'
            ? { 201: response }
            : { 200: response },
    },
  });
}

function paramsOf(url: string): TObject | undefined {
  const names = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const described = names.map((name) => [
    name,
    Type.String({ description: 'An identifier', examples: ['60ba407d15951453e60e49f8'] }),
  ]);
  return names.length > 0 ? Type.Object(Object.fromEntries(described)) : undefined;
}
