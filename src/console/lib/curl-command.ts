/** A request as people write it down: the values of a journal entry or of a form. */
export interface RequestText {
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; undefined for none. */
  readonly body?: string | undefined;
}

/** A cURL command for a shell. */
export function curlCommand({ method, url, headers, body }: RequestText): string {
  return [
    'curl',
    // cURL would expand brackets.
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : ['-X', method]),
    shellQuote(url),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', shellQuote(`${name}: ${value}`)]),
    ...(body === undefined ? [] : ['--data-raw', shellQuote(body)]),
  ].join(' ');
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
