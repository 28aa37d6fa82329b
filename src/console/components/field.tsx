import { type ComponentChildren, cloneElement, type HTMLAttributes, type VNode } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  /** One input, select or textarea. */
  readonly children: VNode<HTMLAttributes<HTMLElement>>;
}

/** A labelled input with its hint and its error, which screen readers read with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = hint !== undefined || error !== undefined ? `${id}-note` : undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {cloneElement(children, {
        id,
        'aria-describedby': note,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <p id={note} class={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
