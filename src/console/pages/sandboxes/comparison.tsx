import { useEffect, useState } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { DataDiff } from '../../components/sandbox/data-diff.js';
import { SourceField } from '../../components/sandbox/source-field.js';
import { route, setQuery } from '../../state/router.js';
import type { Sandbox } from '../../state/sandboxes.js';

interface ComparisonProps {
  readonly sandbox: Sandbox;
  readonly sandboxes: readonly Sandbox[];
}

/** What differs between a sandbox and another one, or a snapshot. The URL names the other one. */
export function Comparison({ sandbox: { name }, sandboxes }: ComparisonProps) {
  const { compare } = route.value.query;
  const [text, setText] = useState(compare ?? '');
  const [diff, setDiff] = useState<Model<'DataDiff'>>();
  const [error, setError] = useState<string>();
  const load = async (from: string) => {
    setError(undefined);
    try {
      setDiff(await unwrap(inSandbox(name).GET('/diff', { params: { query: { from } } })));
    } catch (failure) {
      setError((failure as Error).message);
    }
  };
  useEffect(() => {
    setText(compare ?? '');
    setDiff(undefined);
    if (compare) void load(compare);
  }, [compare, name]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (text === compare) void load(text);
    else setQuery({ compare: text });
  };
  return (
    <section class="card comparison" aria-labelledby="compare">
      <div class="page-header">
        <h2 id="compare">Compare</h2>
        {compare && (
          <Button kind="quiet" onClick={() => setQuery({ compare: undefined })}>
            Close the comparison
          </Button>
        )}
      </div>
      <form class="compare-form" onSubmit={submit}>
        <SourceField
          label={`What changed in ${name} against`}
          hint="Another sandbox, or a snapshot as NAME@SNAPSHOT."
          value={text}
          onChange={setText}
          sandboxes={sandboxes}
          except={name}
          error={error}
        />
        <button type="submit" class="button" disabled={text === ''}>
          {text !== '' && text === compare ? 'Compare again' : 'Compare'}
        </button>
      </form>
      {diff && <DataDiff diff={diff} equal={`${name} has the same data as ${compare}`} />}
    </section>
  );
}
