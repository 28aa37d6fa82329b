import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { commaSeparated, inferred, integerUpToSetting, ref, stringEnum } from '../annotations.js';

/** Query parameters that most lists have. */
export const listParameters = {
  offset: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Position of the first row, from 0. Ignored when export is given.',
    examples: [0],
  }),
  limit: integerUpToSetting('maxLimit', {
    minimum: 1,
    description: 'Largest number of rows to return. Ignored when export is given.',
    examples: [25],
  }),
  sortDir: stringEnum(['ASC', 'DESC'], { description: 'The sort direction', examples: ['ASC'] }),
  export: Type.Optional(stringEnum(['CSV'], { description: 'Returns all rows in this format' })),
};

/** The parameter that selects the columns of a CSV. */
export function columnsParameter(codes: readonly string[]) {
  const description = `Comma-separated columns of the CSV: ${codes.join(', ')}`;
  return Type.Optional(commaSeparated({ enum: codes }, { description }));
}

/** The parameters of a list after their schemas: those that a list does not have are missing. */
export interface ListParams {
  readonly offset?: number;
  readonly limit?: number;
  readonly sortDir?: 'ASC' | 'DESC';
  readonly export?: 'CSV';
  readonly columns?: string;
  readonly searchValue?: string;
}

/** A page of rows below `name`, with the number of all rows. The vendor publishes no shape of these lists. */
export function pageOf<Row extends TSchema, Name extends string>(
  $id: string,
  name: Name,
  row: Row,
) {
  const properties = {
    totalCount: Type.Integer({ description: 'Number of matching rows on all pages' }),
    [name]: Type.Array(ref(row), { description: 'The rows of this page' }),
  } as TProperties;
  return inferred(Type.Object(properties, { $id, description: 'A page of rows' }));
}

/** The response to a write that creates or changes one thing: a message, and the thing below `name`. */
export function changeResult<Model extends TSchema, Name extends string>(
  $id: string,
  name: Name,
  model: Model,
) {
  return inferred(
    Type.Unsafe<{ message: string } & Record<Name, Static<Model>>>(
      Type.Object(
        {
          message: Type.String({ description: 'Human-readable description of the change' }),
          [name]: ref(model),
        },
        { $id, description: 'The change was made' },
      ),
    ),
  );
}
