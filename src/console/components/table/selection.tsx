/** Rows that are selected for an action, by their keys. */
export interface RowSelection {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
}

/** A selection without some rows. */
export function deselect(
  selected: ReadonlySet<string>,
  keys: readonly string[],
): ReadonlySet<string> {
  return new Set([...selected].filter((key) => !keys.includes(key)));
}

interface SelectAllProps {
  readonly keys: readonly string[];
  readonly selection: RowSelection;
}

/** The check box that selects all rows, or none. */
export function SelectAll({ keys, selection: { selected, onChange } }: SelectAllProps) {
  const count = keys.filter((key) => selected.has(key)).length;
  return (
    <input
      type="checkbox"
      aria-label="Select all"
      checked={count > 0 && count === keys.length}
      indeterminate={count > 0 && count < keys.length}
      onChange={() => onChange(new Set(count === keys.length ? [] : keys))}
    />
  );
}

interface SelectRowProps {
  readonly rowKey: string;
  readonly selection: RowSelection;
}

/** The check box that selects one row. */
export function SelectRow({ rowKey, selection: { selected, onChange } }: SelectRowProps) {
  const toggle = () => {
    const next = new Set(selected);
    if (!next.delete(rowKey)) next.add(rowKey);
    onChange(next);
  };
  return (
    <input
      type="checkbox"
      aria-label={`Select ${rowKey}`}
      checked={selected.has(rowKey)}
      onChange={toggle}
    />
  );
}
