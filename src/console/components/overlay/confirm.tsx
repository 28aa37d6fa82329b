import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Button } from '../button.js';
import { Dialog } from './dialog.js';

interface Question {
  readonly title: string;
  /** What will be gone, and whether it can be undone. */
  readonly body: ComponentChildren;
  /** The label of the button that does it. */
  readonly action: string;
}

const pending = signal<
  { readonly question: Question; readonly settle: (yes: boolean) => void } | undefined
>(undefined);

/** Asks before something is destroyed. Resolves to whether it shall be done. */
export function confirm(question: Question): Promise<boolean> {
  pending.value?.settle(false);
  return new Promise((resolve) => {
    pending.value = {
      question,
      settle(yes) {
        pending.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** Shows the question of `confirm`. The frame contains it once. */
export function ConfirmDialog() {
  if (!pending.value) return null;
  const { question, settle } = pending.value;
  return (
    <Dialog title={question.title} onClose={() => settle(false)}>
      <div>{question.body}</div>
      <footer class="dialog-footer">
        <Button onClick={() => settle(false)}>Cancel</Button>
        <Button kind="danger" onClick={() => settle(true)}>
          {question.action}
        </Button>
      </footer>
    </Dialog>
  );
}
