import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Toasts } from './toasts.js';

interface DialogProps {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** `wide` for tables and code, `side` for details beside a list. */
  readonly kind?: 'wide' | 'side';
}

/** The open dialogs, the topmost last. Messages are shown in it, because a modal dialog covers everything else. */
export const openDialogs = signal<readonly string[]>([]);

/** A modal dialog. The browser keeps the focus inside, closes it by Escape, and returns the focus. */
export function Dialog({ title, onClose, children, kind }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    openDialogs.value = [...openDialogs.value, titleId];
    return () => {
      openDialogs.value = openDialogs.value.filter((each) => each !== titleId);
      element?.close();
    };
  }, []);
  // The browser would only empty a search field.
  const closeByEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={`dialog ${kind ?? ''}`}
      aria-labelledby={titleId}
      // The event of a dialog that is gone already would close the next one.
      onClose={() => dialog.current && onClose()}
      onKeyDown={closeByEscape}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <header class="dialog-header">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="button quiet" aria-label="Close" onClick={onClose}>
            ✕
          </button>
        </header>
        {children}
      </div>
      {openDialogs.value.at(-1) === titleId && <Toasts />}
    </dialog>
  );
}
