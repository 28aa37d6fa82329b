/** The schema of Bruno's collections, whose package has no types. */
declare module '@usebruno/schema' {
  export const collectionSchema: {
    // biome-ignore lint/suspicious/noExplicitAny: the schema says what it has
    validate(collection: unknown): Promise<any>;
  };
}
