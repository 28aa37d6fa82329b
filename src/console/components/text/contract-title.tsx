import { useContracts } from '../../state/operations.js';

/** The title of a vendor API; its id until the APIs are loaded. */
export function ContractTitle({ id }: { readonly id: string }) {
  return <>{useContracts()?.find((each) => each.id === id)?.title ?? id}</>;
}
