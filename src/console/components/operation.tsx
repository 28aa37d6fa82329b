/** Method and path of an operation, as a title. */
export function OperationTitle({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}) {
  return (
    <code>
      {method} {path}
    </code>
  );
}

/** Links to the page where the vendor documents something; nothing without one. */
export function VendorPage({ source }: { readonly source: string | null | undefined }) {
  if (!source) return null;
  return (
    <a href={source} target="_blank" rel="noreferrer">
      The vendor's page
    </a>
  );
}
