/** Why a file is refused: a predicate in plain English whose subject is the file. */
export class ImportError extends Error {}
