import { stringify } from 'csv-stringify/sync';
import { StreamResponse } from '../../../simulator/contract/responses.js';

/** JSON.stringify, because V8 puts the text that String() makes of a number in its old generation: tens of MB per export. */
const asJson = (value: number) => JSON.stringify(value);

/** Rows as CSV (RFC 4180). Fields with a quote, a comma or a line break are quoted; the library alone would not quote a single CR or LF. */
export function csv(rows: readonly (readonly unknown[])[]): string {
  return stringify(rows as unknown[][], {
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
    cast: { number: asJson },
  });
}

/** A CSV file to download. */
export function csvResponse(
  body: ConstructorParameters<typeof StreamResponse>[0],
  filename: string,
): StreamResponse {
  return new StreamResponse(body, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${filename}"`,
  });
}
