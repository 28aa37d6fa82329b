import { Type } from '@sinclair/typebox';
import { Mail as MailModel } from '../../schemas/control/index.js';
import { collection, paddedKey } from '../store/documents/collection.js';
import type { Sandbox } from '../store/sandbox/sandbox.js';

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
export interface QueuedMail extends Mail {
  /** By the sandbox's clock. */
  readonly sentAt: string;
}

export const outbox = collection<QueuedMail, { readonly number: number }>('outbox', {
  key: (_, { number }) => paddedKey(number),
  schema: { wire: MailModel, internal: Type.Object({ number: Type.Integer({ minimum: 1 }) }) },
  sequence: { name: 'outbox', numberOf: (_, { number }) => number },
});

/** Puts a mail into the outbox instead of sending it. */
export function enqueueMail(sandbox: Sandbox, mail: Mail): void {
  const listMail = { ...mail, sentAt: sandbox.clock.iso() };
  sandbox.documents(outbox).insert(listMail, { number: sandbox.nextSequence('outbox') });
}

/** All mail of a sandbox, newest first. */
export function listMail(sandbox: Sandbox): QueuedMail[] {
  const all = sandbox.documents(outbox).all({}, { by: 'key', descending: true });
  return all.map(({ wire }) => wire);
}
