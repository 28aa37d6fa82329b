import { type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import { identifierParameter, type Timestamped } from '../../../../schemas/b2core/objects.js';
import { formatDecimal, sumDecimals } from '../../../lib/calculation/decimal.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { pathParamNames } from '../../../simulator/resources/resource.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { trades } from '../collections.js';
import { referencePage } from '../evidence.js';
import { type PlainResource, publicationNote } from './plain-resource.js';

interface MetricsSpec<Stored> {
  readonly url: string;
  readonly page: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly model: TSchema;
  /** The figures of an object, computed from what the lists show. */
  readonly figures: (sandbox: Sandbox, item: Stored) => object;
}

/** Declares an operation that returns figures of one object. */
export function metricsOperation<Stored extends Timestamped>(
  resource: PlainResource<Stored>,
  { url, page, model, figures, description = '', ...schema }: MetricsSpec<Stored>,
): Operation {
  const params = pathParamNames(url).map((name) => [
    name,
    Type.String(identifierParameter('object')),
  ]);
  return operation({
    method: 'GET',
    url,
    config: { access: anyScope, evidence: referencePage(page), effect: 'read' },
    schema: {
      ...schema,
      description: `${description} ${publicationNote('entry')}`.trim(),
      params: Type.Object(Object.fromEntries(params)),
      response: { 200: ref(model) },
    },
    handler: (request) => figures(request.sandbox, resource.require(request).wire),
  });
}

/** The trades with a value in a column, newest first. */
export function tradesOf(sandbox: Sandbox, column: string, value: string) {
  const order = { column: 'tradeTime', descending: true };
  return sandbox
    .documents(trades)
    .all({ where: { [column]: value } }, order)
    .map(({ wire }) => wire);
}

/** What all metrics say of trades, the newest of which comes first. */
export function tradeFigures(own: ReturnType<typeof tradesOf>) {
  return {
    numberOfTrades: own.length,
    numberOfPayments: own.reduce((sum, { paymentCount }) => sum + paymentCount, 0),
    volume: formatDecimal(sumDecimals(own.map(({ volume }) => volume))),
    usdTradingVolume: formatDecimal(sumDecimals(own.map((each) => each.usdTradingVolume))),
    lastTradeTime: own[0]?.tradeTime ?? null,
  };
}
