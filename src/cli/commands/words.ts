import type { ControlClient } from '../../sdk/transport.js';

/** A request to the control plane, or several. */
export type ControlRequest =
  | {
      readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      readonly path: string;
      readonly body?: object;
    }
  | { readonly run: (control: ControlClient, sandbox: string) => Promise<unknown> };

/** Whether each word is NAME=VALUE. */
export function areFields(words: readonly string[]): boolean {
  return words.every((each) => each.indexOf('=') > 0);
}

function entriesOf(words: readonly string[]): [string, string][] {
  return words.map((word) => {
    const end = word.indexOf('=');
    return [word.slice(0, end), word.slice(end + 1)];
  });
}

/** Words NAME=VALUE as a query. */
export function queryOf(words: readonly string[]): URLSearchParams {
  return new URLSearchParams(entriesOf(words));
}

/** Words NAME=VALUE as an object. A value is JSON, or else text. */
export function fieldsOf(words: readonly string[]): object {
  return Object.fromEntries(entriesOf(words).map(([name, text]) => [name, valueOfText(text)]));
}

function valueOfText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
