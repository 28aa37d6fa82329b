import { useEffect, useState } from 'preact/hooks';
import { EmptyState } from '../../components/empty-state.js';
import { LabelledSelect, type Option, RadioChoices } from '../../components/select.js';
import { deselect, SelectAll } from '../../components/table/selection.js';
import { plural } from '../../lib/format.js';
import { href, navigate, route, setQuery } from '../../state/router.js';
import { useSandboxes } from '../../state/sandbox-list.js';
import type { Sandbox } from '../../state/sandboxes.js';
import { ClassActions } from './actions.js';
import { classNames, learnersOf } from './classes.js';
import { useRecentCalls } from './grid/recent-calls.js';
import { type Standing, shownStandings, standingOf } from './grid/standing.js';
import { Tile } from './grid/tile.js';
import { NewClassDialog } from './new-class-dialog.js';

/** A tile for each learner of a class, or of all, with actions on one or many. */
export function LearnerGrid() {
  const sandboxes = useSandboxes();
  const activity = useRecentCalls();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { class: chosen, new: source, show } = route.value.query;
  useLastClass(sandboxes);
  if (!sandboxes) return <div class="loading" aria-busy="true" />;
  const all = learnersOf(sandboxes);
  const members = all.filter(({ className }) => chosen === undefined || className === chosen);
  const standings = new Map(
    members.map(({ sandbox }) => [sandbox.name, standingOf(sandbox, activity)] as const),
  );
  const learners = members.filter(
    ({ sandbox }) => !isShownStanding(show) || standings.get(sandbox.name) === show,
  );
  const keys = learners.map(({ sandbox }) => sandbox.name);
  const selection = { selected, onChange: setSelected };
  const names = keys.filter((name) => selected.has(name));
  const newClass = href('learners', { new: 'seeds', class: chosen });
  return (
    <div class="page learner-grid">
      <header class="page-header">
        <h1>Learners</h1>
        {members.length > 0 && <StandingChoices standings={[...standings.values()]} show={show} />}
        <div class="row">
          {members.length > 0 && (
            <a class="button" href={href('learners/sheet', { class: chosen })}>
              Sheet to print
            </a>
          )}
          <a class="button primary" href={newClass}>
            New class
          </a>
        </div>
      </header>
      {all.length > 0 && (
        <div class="row class-tools">
          <LabelledSelect
            label="Class"
            value={chosen ?? ''}
            options={[
              ['', 'All'],
              ...[...new Set([...classNames(all), ...(chosen ? [chosen] : [])])].map(
                (name): Option => [name, name],
              ),
            ]}
            onChange={(name) => {
              lastClass = undefined;
              setQuery({ class: name });
            }}
          />
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the check box is a component */}
          <label class="row select-all">
            <SelectAll keys={keys} selection={selection} />
            <span>
              {names.length > 0 ? `${names.length} selected` : plural(learners.length, 'learner')}
            </span>
          </label>
          <ClassActions
            names={names}
            faultNames={
              new Set(
                learners.flatMap(({ sandbox: { name, faultNames } }) =>
                  selected.has(name) ? faultNames : [],
                ),
              )
            }
            onDone={(done) => setSelected((present) => deselect(present, done))}
            onKeys={() => navigate('learners/sheet', { class: chosen })}
          />
        </div>
      )}
      {members.length > 0 && learners.length === 0 && (
        <EmptyState title="Nobody is like this now" />
      )}
      {members.length === 0 && (
        <EmptyState title={chosen ? `Nobody is in ${chosen}` : 'There is no class yet'}>
          <p>
            A class is a sandbox for each learner, with a link and a key. Any sandbox with a label
            is shown here, by the part before the first comma.
          </p>
          <a class="button primary" href={newClass}>
            New class
          </a>
        </EmptyState>
      )}
      <div class="tiles">
        {learners.map((learner) => (
          <Tile
            key={learner.sandbox.name}
            learner={learner}
            standing={standings.get(learner.sandbox.name)}
            recent={activity?.bySandbox.get(learner.sandbox.name)}
            readAt={activity?.readAt ?? 0}
            selection={selection}
          />
        ))}
      </div>
      {source !== undefined && <NewClassDialog source={source} sandboxes={sandboxes} />}
    </div>
  );
}

/** The class that was shown last; undefined for all. */
let lastClass: string | undefined;

/** Shows the class of before when the page is opened without one, so that an action on all does not reach other classes. */
function useLastClass(sandboxes: readonly Sandbox[] | undefined): void {
  const { class: chosen } = route.value.query;
  const isLoaded = sandboxes !== undefined;
  useEffect(() => {
    if (!isLoaded || chosen !== undefined || lastClass === undefined) return;
    if (classNames(learnersOf(sandboxes)).includes(lastClass)) setQuery({ class: lastClass });
  }, [isLoaded]);
  useEffect(() => {
    if (chosen !== undefined) lastClass = chosen;
  }, [chosen]);
}

function isShownStanding(show: string | undefined): show is keyof typeof shownStandings {
  return Object.hasOwn(shownStandings, show ?? '');
}

interface StandingChoicesProps {
  readonly standings: readonly (Standing | undefined)[];
  readonly show: string | undefined;
}

/** How many learners may need help, and the choice to see only those. */
function StandingChoices({ standings, show }: StandingChoicesProps) {
  const count = (standing: string) => standings.filter((each) => each === standing).length;
  const options = Object.entries(shownStandings).map(
    ([standing, title]): Option => [standing, `${title} (${count(standing)})`],
  );
  return (
    <RadioChoices
      label="Which learners"
      name="show"
      value={isShownStanding(show) ? show : 'all'}
      options={[['all', `All (${standings.length})`], ...options]}
      onChange={(value) => setQuery({ show: value === 'all' ? undefined : value })}
    />
  );
}
