import { type Duplex, PassThrough, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { preParsingHookHandler, RequestPayload } from 'fastify';
import { Problem } from '../simulator/contract/problem.js';

/** A content coding of a request body. */
interface Coding {
  readonly name: string;
  readonly create: () => Duplex;
}

const codingsByName: ReadonlyMap<string, Coding> = new Map(
  [
    { name: 'gzip', create: createGunzip },
    { name: 'x-gzip', create: createGunzip },
    { name: 'deflate', create: createInflate },
    { name: 'br', create: createBrotliDecompress },
    { name: 'identity', create: () => new PassThrough() },
  ].map((coding) => [coding.name, coding]),
);

/** More codings than this are refused: nobody applies them, and each multiplies what a short body can expand to. */
const maxCodings = 3;

/**
 * A `preParsing` hook that decodes a compressed body. The limits of a body apply to what is decoded. A coding that is not known
 * is a 415 problem, with a header that lists the known ones.
 */
export const decodeBody: preParsingHookHandler = ({ headers }, _reply, payload, done) => {
  const header = headers['content-encoding'];
  if (header === undefined) return done(null, payload);
  const names = header.toLowerCase().split(',');
  const known = names.flatMap((name) => codingsByName.get(name.trim()) ?? []);
  if (known.length < names.length || names.length > maxCodings) return done(unsupported(header));
  // They are listed in the order in which they were applied.
  done(null, decoded(payload, known.reverse()));
};

/** The decoded body, with the number of encoded bytes, which Fastify compares with Content-Length. */
function decoded(payload: Readable, codings: readonly Coding[]): RequestPayload {
  const output: RequestPayload & PassThrough & { receivedEncodedLength: number } = Object.assign(
    new PassThrough(),
    { receivedEncodedLength: 0 },
  );
  payload.on('data', (chunk: Buffer) => {
    output.receivedEncodedLength += chunk.length;
  });
  payload.on('error', (error) => output.destroy(error));
  let source: Readable = payload;
  for (const { name, create } of codings) {
    const decoder = create();
    // `pipeline` would destroy the request, and with it the connection for the response.
    decoder.on('error', () => output.destroy(new Problem(400, `The body is not valid ${name}`)));
    source = source.pipe(decoder);
  }
  source.pipe(output);
  return output;
}

function unsupported(header: string): Problem {
  const known = 'gzip, deflate, br';
  return new Problem(
    415,
    `The Content-Encoding ${JSON.stringify(header)} is not supported; it may be ${known}`,
    { headers: { 'accept-encoding': known } },
  );
}
