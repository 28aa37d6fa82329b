import type { DocumentError } from '../../../simulator/data/rules.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps } from '../collections.js';

/** The error of a field that names a corp that does not exist, for documents that do not hinder the deletion of their corp. */
export function corpErrors(sandbox: Sandbox, at: string, corpId: string): DocumentError[] {
  if (sandbox.documents(corps).get(corpId)) return [];
  return [{ at, message: `must name a document of kajeet/corps; there is no ${corpId}` }];
}
