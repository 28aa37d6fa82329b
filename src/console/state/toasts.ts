import { signal } from '@preact/signals';
import type { ApiError } from '../api/client.js';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'error';
}

/** The messages that are shown for some seconds. */
export const toasts = signal<readonly Toast[]>([]);

const durationMs = { done: 4000, error: 10_000 } as const;
let nextId = 1;

/** Shows a message that a screen reader announces. */
export function showToast(text: string, kind: Toast['kind'] = 'done'): void {
  const id = nextId++;
  // The same message twice says nothing new.
  toasts.value = [...toasts.value.filter((each) => each.text !== text), { id, text, kind }].slice(
    -4,
  );
  setTimeout(() => dismissToast(id), durationMs[kind]);
}

export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

/** Runs an action of the user and shows its failure. Returns whether it succeeded. */
export async function attempt(action: () => Promise<unknown>, success?: string): Promise<boolean> {
  try {
    await action();
    if (success) showToast(success);
    return true;
  } catch (error) {
    // The sign-in is shown instead.
    if ((error as ApiError).status !== 401) showToast((error as Error).message, 'error');
    return false;
  }
}
