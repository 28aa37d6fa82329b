import { useEffect, useState } from 'preact/hooks';
import { type ApiError, inSandbox, type Model, serverPath, unwrap } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { FaultOrigin } from '../../../components/fault/fault-origin.js';
import { attempt } from '../../../state/toasts.js';
import type { Call } from '../feed.js';
import { isRefused } from '../filter.js';
import { correct } from './correction.js';
import type { Draft } from './draft.js';

type Explanation = Model<'Explanation'>;

interface WhyProps {
  readonly call: Call;
  readonly onSend: (draft: Draft) => void;
}

/** Why a call was refused, which fault was injected, or which of its parameters were ignored, and what would pass. */
export function Why({ call, onSend }: WhyProps) {
  const { fault } = call;
  const isExplained =
    isRefused(call) || fault !== undefined || (call.unknownParameters?.length ?? 0) > 0;
  const [explanation, setExplanation] = useState<Explanation | 'none'>();
  const [corrected, setCorrected] = useState<Draft>();
  useEffect(() => {
    if (!isExplained) return;
    let isOpen = true;
    void attempt(async () => {
      const found = await explain(call);
      const draft = found && (await correct(call, found));
      if (!isOpen) return;
      setExplanation(found ?? 'none');
      setCorrected(draft);
    });
    return () => {
      isOpen = false;
    };
  }, []);
  if (!isExplained) return null;
  return (
    <section class="why" aria-label="Why?" aria-busy={explanation === undefined}>
      <h3>Why?</h3>
      {explanation === 'none' && <Unexplained call={call} />}
      {explanation !== undefined && explanation !== 'none' && <Sentences {...explanation} />}
      {fault !== undefined && <FaultOrigin sandbox={call.sandbox} rule={fault} />}
      {corrected && (
        <p class="row">
          <Button kind="primary" onClick={() => onSend(corrected)}>
            Send it corrected
          </Button>
          <span class="muted">{corrected.changes.join('; ')}</span>
        </p>
      )}
    </section>
  );
}

/** The explanation of a call; undefined for one that the server does not explain. */
async function explain({ sandbox, id, status }: Call): Promise<Explanation | undefined> {
  // Only responses have an explanation.
  if (status === null) return undefined;
  const params = { path: { requestId: id } };
  try {
    return await unwrap(inSandbox(sandbox).GET('/explain/{requestId}', { params }));
  } catch (error) {
    if ((error as ApiError).status === 404) return undefined;
    throw error;
  }
}

function Unexplained({ call: { fault, status } }: { readonly call: Call }) {
  if (fault === undefined) return <p>The journal has no reason for this response.</p>;
  return (
    <p>
      The fault rule {fault} {status === null ? 'closed the connection' : 'acted on this call'}.
    </p>
  );
}

function Sentences(explanation: Explanation) {
  const { rule, actual, remedies, errors, fault } = explanation;
  return (
    <>
      <p>
        {sentence(rule)} <Evidence {...explanation} />
      </p>
      {actual && fault === undefined && <p>The call had: {sentence(actual)}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ in: place, at, message, example }, index) => (
            <li key={index}>
              <code>{[place, at].filter(Boolean).join(' ')}</code> {sentence(message)}
              {example !== undefined && (
                <>
                  {' '}
                  For example <code>{JSON.stringify(example)}</code>.
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {remedies.length > 0 && (
        <div>
          <p>What would pass:</p>
          <ul>
            {remedies.map((remedy, index) => (
              <li key={index}>{remedy}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Who says so: a vendor's page, public code, or Understudy. */
function Evidence({ evidence, source, declared }: Explanation) {
  const words = {
    documented: 'The vendor documents this',
    observed: 'Public client code shows this',
    inferred: "This is Understudy's choice",
  }[evidence];
  return (
    <span class="muted">
      {words}
      {source && /^https?:/.test(source) && (
        <>
          {' '}
          (
          <a href={source} target="_blank" rel="noreferrer">
            page
          </a>
          )
        </>
      )}
      ; the <a href={`${serverPath}${declared.slice(1)}`}>OpenAPI document</a> declares the
      operation.
    </span>
  );
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
