import { collection, numberKey } from '../store/collection.js';
import type { Sandbox } from '../store/sandbox.js';

/** Mail that a vendor would have sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Where it leads the reader. */
  readonly link: string;
  /** The token in the link. */
  readonly token: string;
}

/** Mail as it lies in a sandbox, by the number under which it was posted. */
export interface PostedMail extends Mail {
  /** By the sandbox's clock. */
  readonly sentAt: string;
}

export const outbox = collection<PostedMail, { readonly number: number }>('outbox', {
  key: (_, { number }) => numberKey(number),
});

/** Puts a mail into the outbox instead of sending it. */
export function post(sandbox: Sandbox, mail: Mail): void {
  const posted = { ...mail, sentAt: sandbox.clock.iso() };
  sandbox.documents(outbox).insert(posted, { number: sandbox.next('outbox') });
}

/** All mail of a sandbox, newest first. */
export function posted(sandbox: Sandbox): PostedMail[] {
  const all = sandbox.documents(outbox).all({}, { by: 'key', descending: true });
  return all.map(({ wire }) => wire);
}
