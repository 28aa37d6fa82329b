/** An immutable map or list of Swagger UI. */
export interface ImmutableMap {
  readonly size: number;
  get(key: string): unknown;
  getIn(path: readonly unknown[]): unknown;
}

/** What Swagger UI passes to its components. */
export interface Props {
  readonly [name: string]: unknown;
}

export type Component = (props: Props) => unknown;

/** The part of Swagger UI's system that the components use. */
export interface System {
  readonly React: {
    createElement(type: unknown, props: object | null, ...children: unknown[]): unknown;
  };
  readonly specSelectors: {
    specJson(): ImmutableMap;
    operations(): ImmutableMap;
    taggedOperations(): TaggedOperations;
  };
  readonly layoutSelectors: {
    currentFilter(): unknown;
    /** What the URL names in a long document: `operations` or `operations-tag`, the tag, and the operation. */
    getScrollToVirtualizedOperation(): { toJS(): string[] } | undefined;
  };
  readonly layoutActions: { updateFilter(text: string): void; clearScrollTo(): void };
}

/** The operations of a document by tag. */
export interface TaggedOperations {
  map(change: (tag: Tag, name: string) => Tag): TaggedOperations;
  filter(matches: (tag: Tag) => boolean): TaggedOperations;
  reduce(add: (sum: number, tag: Tag) => number, start: number): number;
}

interface Tag {
  get(key: 'operations'): OperationList;
  set(key: 'operations', operations: OperationList): Tag;
}

interface OperationList {
  readonly size: number;
  filter(matches: (operation: ImmutableMap) => boolean): OperationList;
}
