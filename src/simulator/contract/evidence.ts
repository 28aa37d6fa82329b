/** Where a statement about a vendor's API comes from. */
export interface Evidence {
  /** From the vendor's public documentation, from public client code, or Understudy's own choice. */
  readonly kind: 'documented' | 'observed' | 'inferred';
  /** The page that contains the statement. */
  readonly source: string;
}
