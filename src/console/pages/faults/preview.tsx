import { useEffect, useState } from 'preact/hooks';
import { ApiError, inSandbox, type Model, unwrap } from '../../api/client.js';
import { Status } from '../../components/status.js';
import { plural } from '../../lib/format.js';
import { href } from '../../state/router.js';
import type { FaultCreate } from './rule-form.js';

/** How many of the affected calls are listed. */
const maxListed = 6;

/** How long the fields stay as they are before a preview is asked for. */
const pauseMs = 250;

interface PreviewResult {
  readonly preview?: Model<'FaultPreview'> | undefined;
  /** What is wrong with the rule, by JSON pointer. */
  readonly errors: ReadonlyMap<string, string>;
  /** What is wrong with it as a whole. */
  readonly message?: string;
}

/** What a rule would have done to the latest calls, or what is wrong with it; undefined without a rule. */
export function usePreview(sandbox: string, rule: FaultCreate | undefined): PreviewResult {
  const [result, setResult] = useState<PreviewResult>({ errors: new Map() });
  const text = JSON.stringify(rule);
  useEffect(() => {
    if (!rule) return;
    let isOpen = true;
    const timer = setTimeout(async () => {
      const read = await readPreview(sandbox, rule);
      if (isOpen) setResult(read);
    }, pauseMs);
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, [sandbox, text]);
  return result;
}

async function readPreview(sandbox: string, body: FaultCreate): Promise<PreviewResult> {
  try {
    const preview = await unwrap(inSandbox(sandbox).POST('/faults/preview', { body }));
    return { preview, errors: new Map() };
  } catch (error) {
    if (!(error instanceof ApiError)) return { errors: new Map() };
    return { errors: error.fieldErrors, message: error.message };
  }
}

interface PreviewProps {
  readonly preview: Model<'FaultPreview'>;
  readonly rule: FaultCreate;
}

/** Says which of the latest calls a rule would have affected. */
export function Preview({ preview, rule }: PreviewProps) {
  const { calls, applied, entries } = preview;
  if (calls === 0)
    return <p class="muted">There are no calls yet that the rule could be compared with.</p>;
  const { status, abort } = rule.effect;
  const verb = status !== undefined || abort ? 'have failed' : 'have been affected';
  const more = entries.length - maxListed;
  return (
    <>
      <p>
        Of the last {plural(calls, 'call')}, <strong>{applied}</strong> would {verb}.
      </p>
      <ul class="preview-calls">
        {entries.slice(0, maxListed).map((entry) => (
          <li key={entry.id}>
            <Status status={entry.status} />{' '}
            <a class="mono" href={href('calls', { call: entry.id })}>
              {entry.method} {entry.path}
            </a>
          </li>
        ))}
        {more > 0 && <li class="muted">and {more} more</li>}
      </ul>
    </>
  );
}
