/** The name, the media type and the boundary of a form with a file. */
export interface FileFormOptions {
  readonly name?: string;
  readonly type?: string;
  readonly boundary?: string;
}

/** A multipart form with one file, as the body of a request and its Content-Type. */
export function fileForm(
  part: string,
  content: Buffer | string,
  {
    name = 'file.bin',
    type = 'application/octet-stream',
    boundary = 'boundary-of-the-form',
  }: FileFormOptions = {},
): { readonly contentType: string; readonly bytes: Buffer } {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${part}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([
      Buffer.from(head),
      Buffer.from(content),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
