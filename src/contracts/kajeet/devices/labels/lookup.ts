import type { Label } from '../../../../../schemas/kajeet/corps.js';
import type { ValidatedRequest } from '../../../../simulator/contract/operation.js';
import { badRequest } from '../../../../simulator/contract/problem.js';
import { labelsOf } from '../../account/stored-labels.js';
import { accountIdOf, kajeetCaller } from '../../identity.js';

/** Returns the labels that a body names, each once. Throws a 400 problem if one is not a label of the caller's account. */
export function requireLabels(
  request: ValidatedRequest<unknown, unknown, { readonly labelIds: readonly number[] }>,
): Label[] {
  const accountLabels = labelsOf(request.sandbox, accountIdOf(kajeetCaller(request)));
  const labelIds = [...new Set(request.body.labelIds)];
  const unknown = labelIds.filter((id) => !accountLabels.some((label) => label.id === id));
  if (unknown.length > 0) {
    const available = accountLabels.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none';
    const message = `contains ${unknown.join(', ')}, but the labels of the account are: ${available}`;
    throw badRequest([{ in: 'body', at: '/labelIds', message }]);
  }
  return labelIds.flatMap((id) => accountLabels.find((label) => label.id === id) ?? []);
}
