import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { moveFocus } from './overlay/menu.js';

interface Tab<Key extends string> {
  readonly key: Key;
  readonly title: ComponentChildren;
}

interface TabsProps<Key extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Key>[];
  readonly selected: Key;
  readonly onSelect: (key: Key) => void;
  /** The content of the selected tab. */
  readonly children: ComponentChildren;
}

/** Views of which one is shown. The arrow keys select among them. */
export function Tabs<Key extends string>({
  label,
  tabs,
  selected,
  onSelect,
  children,
}: TabsProps<Key>) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const list = event.currentTarget as HTMLElement;
    moveFocus(event, list.querySelectorAll<HTMLElement>('[role=tab]'));
    if (document.activeElement !== event.target) (document.activeElement as HTMLElement).click();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ key, title }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === selected}
            aria-controls={`${id}-panel`}
            tabIndex={key === selected ? 0 : -1}
            onClick={() => onSelect(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`}>
        {children}
      </div>
    </div>
  );
}
