import { endFault } from '../../actions/faults.js';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { plural } from '../../lib/format.js';
import { useLoaded } from '../../state/loaded.js';
import { href } from '../../state/router.js';
import { refreshAll } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import { Button } from '../button.js';
import { describeEffect, describeMatch, describeSchedule } from './describe.js';

type Rule = Model<'FaultRule'>;

interface FaultOriginProps {
  readonly sandbox: string;
  /** The id of the fault rule. */
  readonly rule: string;
}

/** Which scenario or rule a fault comes from, and the button that ends it. */
export function FaultOrigin({ sandbox, rule: id }: FaultOriginProps) {
  const { data: rules, refresh } = useLoaded(
    () => unwrap(inSandbox(sandbox).GET('/faults')),
    [sandbox],
    ['fault', 'reset', 'missed'],
  );
  if (!rules) return <p aria-busy="true"> </p>;
  const rule = rules.find((each) => each.id === id);
  const link = <a href={href('faults', { sandbox })}>Faults of {sandbox}</a>;
  if (!rule)
    return (
      <p>
        The fault rule {id} has ended since. {link}
      </p>
    );
  const what = rule.scenario ? `the scenario ${rule.scenario}` : `the fault rule ${id}`;
  return (
    <div class="fault-origin">
      <p>
        It comes from {what}: {phraseOf(rule)}. It has affected {plural(rule.applied, 'call')}.
      </p>
      <p class="row">
        <Button
          kind="primary"
          onClick={async () => {
            await end(sandbox, rule, what);
            // The events are those of the sandbox of the page, which may be another one.
            await refresh();
          }}
        >
          End {what}
        </Button>
        {link}
      </p>
    </div>
  );
}

function phraseOf(rule: Rule): string {
  return `${describeMatch(rule)} ${describeEffect(rule)}, ${describeSchedule(rule)}`;
}

async function end(sandbox: string, rule: Rule, what: string): Promise<void> {
  await attempt(async () => {
    await endFault(sandbox, rule);
    await refreshAll();
  }, `Ended ${what} in ${sandbox}`);
}
