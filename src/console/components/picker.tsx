import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { SearchList } from './search-list.js';

interface PickerProps<Item> {
  /** The name of the button for screen readers. */
  readonly label: string;
  /** What the button shows: the present choice. */
  readonly children: ComponentChildren;
  /** What the list is for. */
  readonly title: string;
  readonly searchLabel: string;
  readonly placeholder: string;
  /** What a text finds, with a line about it. */
  readonly find: (text: string) => { readonly items: readonly Item[]; readonly note: string };
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item) => ComponentChildren;
  readonly onChoose: (item: Item) => void;
  readonly onOpen?: () => void;
}

/** A button with a list that is searched. The arrow keys move through it, Enter chooses, Escape closes it. */
export function Picker<Item>(props: PickerProps<Item>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="picker">
      <button
        type="button"
        class="picker-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={props.label}
        onClick={() => setOpen(!isOpen)}
      >
        {props.children}
        <span aria-hidden="true">▾</span>
      </button>
      {isOpen && <PickerList {...props} onClose={() => setOpen(false)} />}
    </div>
  );
}

function PickerList<Item>(props: PickerProps<Item> & { readonly onClose: () => void }) {
  const { onClose, onOpen, onChoose } = props;
  const [search, setSearch] = useState('');
  const root = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    onOpen?.();
    const closeOutside = ({ target }: Event) => {
      if (!root.current?.parentElement?.contains(target as Node)) onClose();
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, []);
  const close = () => {
    root.current?.parentElement?.querySelector('button')?.focus();
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return onClose();
    if (event.key !== 'Escape') return;
    // A dialog around the list stays open.
    event.stopPropagation();
    event.preventDefault();
    close();
  };
  const { items, note } = props.find(search);
  return (
    <dialog open class="picker-list" ref={root} onKeyDown={onKeyDown} aria-label={props.title}>
      <SearchList
        label={props.searchLabel}
        placeholder={props.placeholder}
        search={search}
        onSearch={setSearch}
        items={items}
        keyOf={props.keyOf}
        onChoose={(item) => {
          onChoose(item);
          close();
        }}
        note={note}
        render={props.render}
      />
    </dialog>
  );
}
