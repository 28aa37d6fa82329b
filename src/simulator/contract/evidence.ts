/** Where a statement about a vendor's API comes from. */
export interface Evidence {
  /** The vendor's public documentation, public client code, or our own choice. */
  readonly kind: 'documented' | 'observed' | 'inferred';
  /** The page that says so. */
  readonly source: string;
}
