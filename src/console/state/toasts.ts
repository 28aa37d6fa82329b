import { signal } from '@preact/signals';
import type { ApiError } from '../api/client.js';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'error';
  /** What the user can do about it, such as to undo it. */
  readonly action?: ToastAction | undefined;
}

interface ToastAction {
  readonly label: string;
  readonly run: () => unknown;
}

/** The messages that are shown for some seconds. */
export const toasts = signal<readonly Toast[]>([]);

/** How long a message is shown; one with an action stays until there was time to decide. */
const durationMs = { done: 4000, error: 10_000, action: 20_000 } as const;
let nextId = 1;

/** Shows a message that a screen reader announces. */
export function showToast(text: string, kind: Toast['kind'] = 'done', action?: ToastAction): void {
  const toast = { id: nextId++, text, kind, action };
  // The same message twice says nothing new.
  toasts.value = [...toasts.value.filter((each) => each.text !== text), toast].slice(-4);
  setTimeout(() => dismissToast(toast.id), durationMs[action ? 'action' : kind]);
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
