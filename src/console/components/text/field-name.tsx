import { fieldLabel } from '../../lib/field-label.js';

/** The label of a field of a document. The name that the vendor gives it, which code needs, is its title. */
export function FieldName({ path }: { readonly path: string }) {
  return <span title={path}>{fieldLabel(path)}</span>;
}
