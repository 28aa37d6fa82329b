import { useMemo, useState } from 'preact/hooks';
import { ApiError, inSandbox, type Model, unwrap } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { plural } from '../../../lib/format.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { showToast } from '../../../state/toasts.js';
import type { CollectionPlace, DataDocument } from '../world.js';
import { FieldInput } from './field-input.js';
import { editText, type FieldSpec, fieldSpecs, mergePatch, parseText } from './fields.js';

interface DocumentFormProps extends CollectionPlace {
  readonly document: DataDocument;
  /** The documents that its fields name. */
  readonly targets: readonly Model<'FieldTarget'>[];
  readonly onSaved: () => unknown;
}

const pointerOf = ({ part, name }: Pick<FieldSpec, 'part' | 'name'>) => `/${part}/${name}`;

const partTitles = {
  wire: 'What the vendor shows',
  internal: 'What no list of the vendor shows',
} as const;

/** The fields of a document. Those that are changed are saved together, and checked like writes of the vendor. */
export function DocumentForm(props: DocumentFormProps) {
  const { contract, collection, document, targets, onSaved } = props;
  const specs = useMemo(() => fieldSpecs(collection, document), [collection, document]);
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({});
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const stored = (spec: FieldSpec) => editText(spec, document[spec.part][spec.name]);
  const changed = specs.filter((spec) => (draft[pointerOf(spec)] ?? stored(spec)) !== stored(spec));
  const save = async () => {
    const { patch, errors: found } = patchOf(changed, draft, document);
    setErrors(found);
    if (found.size > 0) return;
    try {
      const { followed } = await unwrap(
        inSandbox(sandboxName.value).PATCH('/data/{contract}/{collection}/{key}', {
          params: {
            path: { contract: contract.id, collection: collection.name, key: document.key },
          },
          body: patch,
        }),
      );
      setDraft({});
      const others = followed.reduce((sum, each) => sum + each.documents, 0);
      const more = others > 0 ? `, and ${plural(others, 'document')} that follow it` : '';
      showToast(`Saved ${document.key}${more}`);
      onSaved();
    } catch (error) {
      setErrors(errorsOf(error as Error));
    }
  };
  const general = [...errors].filter(([at]) => !specs.some((spec) => isAt(at, spec)));
  return (
    <form
      class="document-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {(['wire', 'internal'] as const).map((part) => {
        const own = specs.filter((spec) => spec.part === part);
        if (own.length === 0) return null;
        return (
          <fieldset key={part} class="card">
            <legend>{partTitles[part]}</legend>
            <div class="document-fields">
              {own.map((spec) => (
                <FieldInput
                  key={spec.name}
                  spec={spec}
                  text={draft[pointerOf(spec)] ?? stored(spec)}
                  isChanged={changed.includes(spec)}
                  targets={targets.filter(({ field }) => isWithin(field, spec.name))}
                  error={[...errors].find(([at]) => isAt(at, spec))?.[1]}
                  onChange={(text) => setDraft({ ...draft, [pointerOf(spec)]: text })}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
      <footer class="save-bar">
        <span role="alert" class="field-error">
          {general.map(([at, message]) => `${at} ${message}`).join('; ')}
          {errors.size > general.length && 'Some fields do not fit; see below each of them.'}
        </span>
        <span class="muted">
          {changed.length > 0 && `${plural(changed.length, 'field')} changed`}
        </span>
        <Button
          disabled={changed.length === 0}
          onClick={() => {
            setDraft({});
            setErrors(new Map());
          }}
        >
          Discard
        </Button>
        <button type="submit" class="button primary" disabled={changed.length === 0}>
          Save
        </button>
      </footer>
    </form>
  );
}

interface Patch {
  readonly patch: Record<string, unknown>;
  readonly errors: ReadonlyMap<string, string>;
}

/** The merge patch of the changed fields, and what cannot be read of them. */
function patchOf(
  changed: readonly FieldSpec[],
  draft: Readonly<Record<string, string>>,
  document: DataDocument,
): Patch {
  const errors = new Map<string, string>();
  const parts: Record<'wire' | 'internal', Record<string, unknown>> = { wire: {}, internal: {} };
  for (const spec of changed) {
    const parsed = parseText(spec, draft[pointerOf(spec)] ?? '');
    if ('error' in parsed) errors.set(pointerOf(spec), parsed.error);
    else parts[spec.part][spec.name] = mergePatch(document[spec.part][spec.name], parsed.value);
  }
  return { patch: parts, errors };
}

/** Whether a path is that of a field or leads into it. */
function isWithin(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`);
}

/** Whether an error is about a field or a part of it. The server names it with or without the part of the document. */
function isAt(at: string, spec: FieldSpec): boolean {
  const pointer = pointerOf(spec);
  return [pointer, `/${spec.name}`].some((each) => at === each || at.startsWith(`${each}/`));
}

function errorsOf(error: Error): ReadonlyMap<string, string> {
  if (error instanceof ApiError && error.fieldErrors.size > 0) return error.fieldErrors;
  return new Map([['', error.message]]);
}
