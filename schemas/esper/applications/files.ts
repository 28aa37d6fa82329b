import { type Static, Type } from '@sinclair/typebox';

/** A file that was uploaded, as the document refers to it that it belongs to. Its bytes are in parts, by its hash. */
export const StoredFile = Type.Object({
  /** The SHA-256 of its bytes, in hexadecimal digits. */
  sha256: Type.String(),
  /** In bytes. */
  size: Type.Integer(),
  name: Type.String(),
  type: Type.String(),
});
export type StoredFile = Static<typeof StoredFile>;

/** Some of the bytes of a file. */
export const FilePart = Type.Object({
  id: Type.String(),
  sha256: Type.String(),
  /** Counts the parts of the file from 0. */
  number: Type.Integer({ minimum: 0 }),
  /** In Base64. */
  data: Type.String(),
});
export type FilePart = Static<typeof FilePart>;

/** The size of all parts but the last, in bytes. In Base64 a part fits into the body of a request to the control plane. */
export const filePartBytes = 192 * 1024;

/** The largest number of parts of all files of a sandbox together. */
export const maxFileParts = 1365;

/** The length of the signature of a link to a file. */
const signatureLength = 32;

/** What a link to a file carries instead of a key: only who was shown the link, or has the file, knows it. */
export function fileSignature({ sha256 }: Pick<StoredFile, 'sha256'>): string {
  return sha256.slice(0, signatureLength);
}

/** The file of a multipart form. */
export const fileField = (description: string) =>
  Type.Unsafe<{ path: string; name: string; type: string; size: number }>({
    type: 'string',
    format: 'binary',
    description,
  });

/** The query of a link to a file. */
export const signatureQuery = (example: string) =>
  Type.Object({
    signature: Type.String({
      description: 'Part of the link, which needs no key',
      examples: [example],
    }),
  });
