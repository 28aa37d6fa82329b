import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface MenuItem {
  readonly label: ComponentChildren;
  /** A line below the label that says what it does. */
  readonly detail?: string;
  readonly onSelect: () => unknown;
  readonly isDangerous?: boolean;
}

interface MenuProps {
  /** What the button shows. */
  readonly children: ComponentChildren;
  /** The name for screen readers, where the button shows a sign. */
  readonly label?: string;
  readonly items: readonly MenuItem[];
  readonly isDisabled?: boolean;
}

/** A button that opens a list of actions. The arrow keys move through them, Escape closes it. */
export function Menu({ children, label, items, isDisabled = false }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const closeOutside = ({ target }: Event) => {
      if (!root.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      event.stopPropagation();
      return close();
    }
    moveFocus(event, root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []);
  };
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="button quiet"
        disabled={isDisabled}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div
          class="menu-list"
          role="menu"
          tabIndex={-1}
          id={id}
          aria-label={label ?? 'Actions'}
          onKeyDown={onKeyDown}
        >
          {items.map((item, index) => (
            <button
              key={index}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.isDangerous ? 'dangerous' : ''}
              onClick={() => {
                close();
                void item.onSelect();
              }}
            >
              {item.label}
              {item.detail && <span class="menu-detail">{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Moves the focus within a list by the arrow keys, Home and End. */
export function moveFocus(event: KeyboardEvent, elements: ArrayLike<HTMLElement>): void {
  const list = Array.from(elements);
  const index = list.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, number> = {
    ArrowDown: (index + 1) % list.length,
    ArrowRight: (index + 1) % list.length,
    ArrowUp: (index - 1 + list.length) % list.length,
    ArrowLeft: (index - 1 + list.length) % list.length,
    Home: 0,
    End: list.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  list[target]?.focus();
}
