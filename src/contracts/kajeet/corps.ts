import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { notFound } from '../../simulator/problem.js';
import { corps } from './collections.js';

/** The ids of a request's device group and of all groups below it. Throws a 404 problem for an unknown one. */
export function deviceGroup(request: ReadRequest<CorpParams, unknown, unknown>): string[] {
  const { corpId } = request.params;
  const groups = request.sandbox.documents(corps).keys({ tagged: { as: 'path', any: [corpId] } });
  if (groups.length === 0) throw notFound(`There is no device group ${corpId}`);
  return groups;
}
