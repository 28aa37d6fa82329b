import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { eSimStockId } from '../../../../seeds/kajeet/index.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { conflict, type FieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { eSimStock } from '../account-collections.js';
import { requireCorpInTree } from '../corp-tree.js';
import { accountIdOf } from '../identity.js';
import { carrierMessage, findESimCarrier } from './carriers.js';

/** Rejects a carrier without eSIMs. */
export function validateCarrier({ query }: UnvalidatedRequest): FieldError[] {
  const { carrier } = query as { carrier?: unknown };
  if (typeof carrier !== 'string' || findESimCarrier(carrier)) return [];
  return [{ in: 'query', at: 'carrier', message: carrierMessage(carrier) }];
}

/** Counts the eSIMs of a carrier that the account of a device group has in stock. */
export function countESims(request: ValidatedRequest<CorpParams, { carrier: string }, unknown>) {
  const corp = requireCorpInTree(request, request.params.corpId);
  const carrier = findESimCarrier(request.query.carrier)?.network ?? '';
  const count = countOf(request.sandbox, accountIdOf({ corp }), carrier);
  return { corpId: corp.corpId, carrier, count };
}

/** Takes an eSIM of a carrier from the stock of an account. Throws a 409 problem if there is none. */
export function takeESim(sandbox: Sandbox, accountId: string, carrier: string): void {
  const count = countOf(sandbox, accountId, carrier);
  if (count === 0)
    throw conflict(`No eSIM of ${carrier} is in stock`, {
      rule: 'An activation takes an eSIM from the stock of the account',
      evidence: 'inferred',
      actual: `${accountId} has 0 eSIMs of ${carrier}`,
      remedies: [
        'a carrier of which GET /v1.0/activation/eSimInventoryCount/{corpId} counts some',
        `PATCH /_sim/data/kajeet/esim_stock/${accountId}%20${encodeURIComponent(carrier)}`,
      ],
    });
  const id = eSimStockId(accountId, carrier);
  sandbox.documents(eSimStock).upsert({ id, accountId, carrier, count: count - 1 }, {});
}

function countOf(sandbox: Sandbox, accountId: string, carrier: string): number {
  return sandbox.documents(eSimStock).get(eSimStockId(accountId, carrier))?.wire.count ?? 0;
}
