import { batch, computed, effect, signal } from '@preact/signals';
import { ApiError, inSandbox, locationSandbox, type Model, server, unwrap } from '../api/client.js';
import { credential, keySandbox, needsSignIn } from '../api/credential.js';
import { subscribe } from '../api/events.js';
import { elapsed } from '../lib/browser-time.js';
import { coalesce } from '../lib/coalesce.js';
import { route, routeSandbox } from './router.js';

export type Sandbox = Model<'SandboxInfo'>;

/** The name of the sandbox that the console shows. A key opens no other than its own. */
export const sandboxName = computed(
  () => keySandbox.value ?? routeSandbox.value ?? locationSandbox ?? 'default',
);

/** Whether a page that is about one sandbox is to show all of them. A key opens no other than its own. */
export const wantsAllSandboxes = computed(
  () => keySandbox.value === undefined && route.value.query.sandboxes === 'all',
);

/** The sandbox that the console shows; undefined until it is loaded. */
export const sandbox = signal<Sandbox | undefined>(undefined);

/** Whether the sandbox that the console should show does not exist. */
export const isMissing = signal(false);

/** All sandboxes that the caller may see; undefined until they are loaded, which happens where they are shown. */
export const sandboxes = signal<readonly Sandbox[] | undefined>(undefined);

/** The fault rules of the sandbox that the console shows. */
export const faults = signal<readonly Model<'FaultRule'>[]>([]);

/** What happens next in the sandbox that the console shows; undefined for nothing. */
export const nextDue = signal<Model<'DueEvent'> | undefined>(undefined);

/** The time of the browser at which the time of the sandbox was read. */
const readAt = signal(0);

/** Counts the seconds, so that running clocks go on. */
const tick = signal(0);
setInterval(() => {
  if (!document.hidden && sandbox.value?.frozen === false) tick.value += 1;
}, 1000);

/** The time of the sandbox that the console shows, in milliseconds since 1970; undefined until it is loaded. */
export const sandboxNow = computed(() => {
  tick.value;
  const info = sandbox.value;
  if (!info) return undefined;
  return Date.parse(info.now) + (info.frozen ? 0 : elapsed() - readAt.value);
});

/** Loads the sandbox that the console shows, with its fault rules and what happens next. */
export const refreshSandbox = coalesce(async () => {
  const name = sandboxName.value;
  try {
    const client = inSandbox(name);
    // A request to an unknown sandbox would create it, so that its existence is checked first.
    const info = await unwrap(server.GET('/sandboxes/{name}', { params: { path: { name } } }));
    const [rules, due] = await Promise.all([
      info.faults > 0 ? unwrap(client.GET('/faults')) : [],
      unwrap(client.GET('/due')),
    ]);
    if (name !== sandboxName.value) return;
    batch(() => {
      readAt.value = elapsed();
      isMissing.value = false;
      sandbox.value = info;
      faults.value = rules;
      nextDue.value = due[0];
    });
  } catch (error) {
    if (!(error instanceof ApiError)) return;
    if (name === sandboxName.value) isMissing.value = error.status === 404;
  }
});

/** Loads all sandboxes. */
export const refreshSandboxes = coalesce(async () => {
  try {
    sandboxes.value = await unwrap(server.GET('/sandboxes'));
  } catch {
    // The frame says that the server cannot be reached, or asks for a sign-in.
  }
});

/** The sandboxes whose name or label contains a text: `default` first, then by name. */
export function findSandboxes(all: readonly Sandbox[], text: string): readonly Sandbox[] {
  const wanted = text.trim().toLowerCase();
  const order = ({ name }: Sandbox) => (name === 'default' ? '' : name);
  return all
    .filter(({ name, label }) => `${name} ${label ?? ''}`.toLowerCase().includes(wanted))
    .sort((one, other) => order(one).localeCompare(order(other), 'en', { numeric: true }));
}

/** Loads what the console shows again after a change. */
export async function refreshAll(): Promise<void> {
  await Promise.all([refreshSandbox(), sandboxes.value && refreshSandboxes()]);
}

/** How often the counters of active faults are read, and how often everything else, in milliseconds. */
const pollMs = { faults: 3000, others: 15_000 } as const;

/** Keeps the sandbox that the console shows up to date, while the page is visible. */
export function followSandbox(): void {
  effect(() => {
    sandboxName.value;
    credential.value;
    sandbox.value = undefined;
    isMissing.value = false;
    if (!needsSignIn.value) void refreshSandbox();
  });
  subscribe(['clock', 'fault', 'reset', 'created', 'deleted', 'missed'], (_type, data) => {
    if (!('sandbox' in data) || data.sandbox === sandboxName.value) void refreshSandbox();
  });
  effect(() => {
    const delay = (sandbox.value?.faults ?? 0) > 0 ? pollMs.faults : pollMs.others;
    const timer = setInterval(() => {
      if (!document.hidden && !needsSignIn.value) void refreshSandbox();
    }, delay);
    return () => clearInterval(timer);
  });
}
