import { useEffect, useMemo, useState } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import {
  describeEffect,
  describeMatch,
  describeSchedule,
} from '../../components/fault/describe.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { loadContracts, loadOperations } from '../../state/operations.js';
import { route } from '../../state/router.js';
import { refreshAll, sandboxName, sandboxNow } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import { EffectFields } from './effect-fields.js';
import { MatchFields } from './match-fields.js';
import { Preview, usePreview } from './preview.js';
import { emptyFields, type FaultCreate, type RuleFields, toRule } from './rule-form.js';
import { ScheduleFields } from './schedule-fields.js';

/** Builds a rule: which calls, what happens to them, when. Says what it would have done to the latest calls. */
export function Builder({ onClose }: { readonly onClose: () => void }) {
  const name = sandboxName.value;
  const [fields, setFields] = useState<RuleFields>(() => fieldsOfRoute());
  const [personas, setPersonas] = useState<readonly Model<'Persona'>[]>([]);
  useEffect(() => {
    void attempt(async () => {
      await Promise.all([loadContracts(), loadOperations()]);
      setPersonas(await unwrap(inSandbox(name).GET('/personas')));
    });
  }, []);
  // An end after minutes is reckoned from the latest change, so that the preview does not follow the clock.
  const { rule, error } = useMemo(() => read(fields), [fields]);
  const { preview, errors, message } = usePreview(name, rule);
  const onChange = (changes: Partial<RuleFields>) => setFields({ ...fields, ...changes });
  const errorAt = (pointer: string) =>
    pointer === '/more' ? error : rule && messageAt(errors, pointer);
  const submit = async (event: Event) => {
    event.preventDefault();
    // The end after minutes counts from now, not from the time of typing.
    const { rule: body } = read(fields);
    if (!body) return;
    const isAdded = await attempt(async () => {
      await unwrap(inSandbox(name).POST('/faults', { body }));
      await refreshAll();
    }, `Added a fault rule to ${name}`);
    if (isAdded) onClose();
  };
  const group = { fields, onChange, errorAt };
  return (
    <Dialog title={`New fault rule for ${name}`} onClose={onClose} kind="wide">
      <form class="builder" onSubmit={submit}>
        <div>
          <MatchFields {...group} personas={personas} />
          <EffectFields {...group} />
          <ScheduleFields {...group} />
        </div>
        <section class="preview" aria-label="Preview" aria-live="polite">
          <h3>Preview</h3>
          {rule && <RuleSentence rule={rule} />}
          {message && <p class="field-error">{message}</p>}
          {preview && rule && !message && <Preview preview={preview} rule={rule} />}
        </section>
        <footer class="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <button type="submit" class="button primary" disabled={!rule}>
            Add the rule
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function RuleSentence({ rule: { when = {}, ...rule } }: { readonly rule: FaultCreate }) {
  return (
    <dl class="rule-sentence">
      <dt>Calls</dt>
      <dd class="mono">{describeMatch(rule)}</dd>
      <dt>Effect</dt>
      <dd>{describeEffect(rule)}</dd>
      <dt>When</dt>
      <dd>{describeSchedule({ when })}</dd>
    </dl>
  );
}

/** The message about a part of the rule, or about something in it, which is named then. */
function messageAt(errors: ReadonlyMap<string, string>, pointer: string): string | undefined {
  for (const [at, message] of errors) {
    if (at === pointer) return message;
    if (at.startsWith(`${pointer}/`)) return `${at.slice(pointer.length + 1)} ${message}`;
  }
  return undefined;
}

/** The rule of the fields, or what is wrong with their JSON. */
function read(fields: RuleFields): { readonly rule?: FaultCreate; readonly error?: string } {
  try {
    return { rule: toRule(fields, sandboxNow.peek() ?? 0) };
  } catch (error) {
    return { error: `It is not valid: ${(error as Error).message}` };
  }
}

/** The fields with what the URL names, so that a link can begin a rule. */
function fieldsOfRoute(): RuleFields {
  const { api = '', operation = '', persona = '', path = '' } = route.value.query;
  return { ...emptyFields, contract: api, operationId: operation, persona, path };
}
