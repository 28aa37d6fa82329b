import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { showToast } from '../state/toasts.js';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'onClick'> {
  readonly kind?: 'primary' | 'danger' | 'quiet';
  readonly children?: ComponentChildren;
  /** While the action runs, the button cannot be pressed again. */
  readonly onClick?: (event: MouseEvent) => unknown;
}

/** A button that waits for its action. */
export function Button({ kind, children, onClick, class: name = '', ...others }: ButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const press = async (event: MouseEvent) => {
    if (isBusy) return;
    setBusy(true);
    try {
      await onClick?.(event);
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      {...others}
      class={`button ${kind ?? ''} ${name}`}
      aria-busy={isBusy}
      onClick={onClick && press}
    >
      {children}
    </button>
  );
}

interface CopyProps {
  readonly text: string | (() => string | Promise<string>);
  /** What is copied, for screen readers and for the message. */
  readonly what: string;
  readonly children?: ComponentChildren;
  readonly class?: string;
}

/** A button that copies a text. */
export function CopyButton({ text, what, children = 'Copy', class: name = '' }: CopyProps) {
  // The name for screen readers begins with what the button shows.
  const label = children === 'Copy' ? `Copy ${what}` : undefined;
  const copy = async () => {
    await writeToClipboard(typeof text === 'string' ? text : await text());
    showToast(`Copied ${what}`);
  };
  return (
    <Button class={`copy ${name}`} aria-label={label} onClick={copy}>
      {children}
    </Button>
  );
}

/** Copies a text. The clipboard of the browser is there for https and localhost only, so there is another way. */
async function writeToClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
