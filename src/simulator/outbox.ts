import { Type } from '@sinclair/typebox';
import { Mail as MailModel } from '../../schemas/control/index.js';
import { collection, paddedKey } from '../store/documents/collection.js';
import type { Sandbox } from '../store/sandbox/sandbox.js';

/** Mail that a vendor would have sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** The link in the mail. */
  readonly link: string;
  /** The token in the link. */
  readonly token: string;
}

/** Mail in the outbox of a sandbox. */
export interface QueuedMail extends Mail {
  /** Time of the sandbox, as ISO 8601. */
  readonly sentAt: string;
}

export const outbox = collection<QueuedMail, { readonly number: number }>('outbox', {
  key: (_, { number }) => paddedKey(number),
  schema: { wire: MailModel, internal: Type.Object({ number: Type.Integer({ minimum: 1 }) }) },
  sequence: { name: 'outbox', numberOf: (_, { number }) => number },
});

/** The outbox keeps this many mails. */
const maxMails = 1000;

/** Adds a mail to the outbox instead of sending it. The oldest one is dropped when the outbox is full. */
export function enqueueMail(sandbox: Sandbox, mail: Mail): void {
  const queued = { ...mail, sentAt: sandbox.clock.iso() };
  const number = sandbox.sequences.next('outbox');
  const mails = sandbox.documents(outbox);
  mails.insert(queued, { number });
  mails.delete(paddedKey(number - maxMails));
}

/** All mail of a sandbox, newest first. */
export function listMail(sandbox: Sandbox): QueuedMail[] {
  const documents = sandbox.documents(outbox).all({}, { column: 'key', descending: true });
  return documents.map(({ wire }) => wire);
}
