import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface SearchListProps<Item> {
  /** What is searched, for screen readers. */
  readonly label: string;
  readonly placeholder: string;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  /** What was found. */
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item) => ComponentChildren;
  readonly onChoose: (item: Item) => void;
  /** A line below the list. */
  readonly note: string;
}

/** The type of the `input` wants a `list`, which stands for another kind of combobox. */
const combobox = { role: 'combobox', list: undefined } as const;

/** A search field with what was found below it. The arrow keys move through the list, Enter chooses. */
export function SearchList<Item>(props: SearchListProps<Item>) {
  const { label, placeholder, search, items, keyOf, onChoose } = props;
  const [index, setIndex] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  const active = Math.min(index, items.length - 1);
  const choose = (item: Item | undefined) => {
    if (item !== undefined) onChoose(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = Math.max(items.length, 1);
    if (event.key === 'ArrowDown') setIndex((active + 1) % count);
    else if (event.key === 'ArrowUp') setIndex((active - 1 + count) % count);
    else if (event.key === 'Enter') choose(items[active]);
    else return;
    event.preventDefault();
  };
  return (
    <div class="search-list">
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is combobox */}
      <input
        ref={field}
        {...combobox}
        type="search"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        placeholder={placeholder}
        value={search}
        onInput={({ currentTarget }) => {
          props.onSearch(currentTarget.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={id} aria-label={label}>
        {items.map((item, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the search field handles keys
          // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus
          <div
            key={keyOf(item)}
            role="option"
            id={`${id}-${position}`}
            aria-selected={position === active}
            onClick={() => choose(item)}
            ref={(element) => {
              if (position === active) element?.scrollIntoView({ block: 'nearest' });
            }}
          >
            {props.render(item)}
          </div>
        ))}
      </div>
      <p class="picker-note" role="status">
        {props.note}
      </p>
    </div>
  );
}
