import { effect, signal } from '@preact/signals';
import { type Model, serverPath } from './client.js';
import { credential, needsSignIn } from './credential.js';

/** What the server sends when something happens in a sandbox, by type. */
interface EventData {
  readonly call: { readonly sandbox: string; readonly entry: Model<'JournalEntry'> };
  readonly clock: { readonly sandbox: string; readonly now: string; readonly frozen: boolean };
  readonly created: { readonly sandbox: string };
  readonly data: { readonly sandbox: string };
  readonly deleted: { readonly sandbox: string };
  readonly fault: { readonly sandbox: string };
  readonly missed: Record<string, never>;
  readonly reset: { readonly sandbox: string };
}

export type EventType = keyof EventData;
/** A handler of some types, of which the compiler does not know which data belong to which. */
type Handler = (type: never, data: never) => void;

interface Subscription {
  readonly types: readonly EventType[];
  readonly options: CallOptions;
}

/** Which calls are wanted, and how much of them. */
export interface CallOptions {
  /** The sandbox whose calls are wanted; all by default. */
  readonly callsOf?: string | undefined;
  /** Whether headers and bodies are wanted, which the server takes most of its time to convert. */
  readonly hasMessages?: boolean;
}

const subscriptions = new Map<Handler, Subscription>();
/** The query of what somebody wants, as text, so that the stream is opened again only when it changes. */
const wanted = signal('');
const isHidden = signal(document.hidden);

document.addEventListener('visibilitychange', () => {
  isHidden.value = document.hidden;
});

/** Whether events arrive. */
export const isConnected = signal(false);

/**
 * Calls a function for each event of some types, until the returned function is called. The server sends only what is
 * subscribed to, and nothing while the page is hidden: what happened meanwhile is `missed`. The options are about calls; other
 * events are those of all sandboxes.
 */
export function subscribe<Type extends EventType>(
  types: readonly Type[],
  handler: (type: Type, data: EventData[Type]) => void,
  options: CallOptions = {},
): () => void {
  subscriptions.set(handler, { types, options });
  updateWanted();
  return () => {
    subscriptions.delete(handler);
    updateWanted();
  };
}

function updateWanted(): void {
  const all = [...subscriptions.values()];
  const types = new Set(all.flatMap((each) => each.types));
  // The server sends this one unasked.
  types.delete('missed');
  const calls = all.filter((each) => each.types.includes('call')).map(({ options }) => options);
  const sandboxes = new Set(calls.map((each) => each.callsOf));
  const [callsOf] = sandboxes.size === 1 ? sandboxes : [];
  const isSummary = calls.length > 0 && !calls.some((each) => each.hasMessages);
  wanted.value = String(
    new URLSearchParams({
      ...(types.size > 0 && { types: [...types].sort().join() }),
      ...(callsOf !== undefined && { callsOf }),
      ...(isSummary && { view: 'summary' }),
    }),
  );
}

/** A stream that was open before, so that handlers learn that they have missed something. */
let wasOpen = false;

effect(() => {
  const query = new URLSearchParams(wanted.value);
  const types = query.get('types');
  const token = credential.value;
  if (types === null || isHidden.value || needsSignIn.value) return;
  if (token !== undefined) query.set('token', token);
  const source = new EventSource(`${serverPath}_sim/events?${query}`);
  source.onopen = () => {
    isConnected.value = true;
    if (wasOpen) dispatch('missed', '{}');
    wasOpen = true;
  };
  source.onerror = () => {
    isConnected.value = false;
  };
  for (const type of [...types.split(','), 'missed'])
    source.addEventListener(type, ({ data }) => dispatch(type as EventType, data));
  return () => {
    source.close();
    isConnected.value = false;
  };
});

function dispatch(type: EventType, text: string): void {
  const data = JSON.parse(text) as never;
  for (const [handler, { types }] of [...subscriptions])
    if (types.includes(type)) handler(type as never, data);
}
