import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { plural } from '../../lib/format.js';
import { useLoaded } from '../../state/loaded.js';
import { sandboxName } from '../../state/sandboxes.js';
import { attempt, showToast } from '../../state/toasts.js';

/** The stories: changes of the world that people ask for, each with a button. */
export function Stories() {
  const name = sandboxName.value;
  const { data: stories } = useLoaded(() => unwrap(inSandbox(name).GET('/stories')), [], []);
  return (
    <section aria-labelledby="stories" class="stories">
      <h2 id="stories">Stories</h2>
      <p class="muted">
        Each changes the data of <strong>{name}</strong> at once, all or nothing. A reset of the
        sandbox takes it back.
      </p>
      <ul class="story-list">
        {stories?.map((story) => (
          <li key={story.name} class="card">
            <div>
              <h3>{titleOfStory(story.name)}</h3>
              <p class="muted">{story.description}</p>
            </div>
            <Button
              aria-label={`Run ${titleOfStory(story.name)}`}
              onClick={() => run(name, story.name)}
            >
              Run
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `summer-begins` as a title. */
function titleOfStory(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function run(sandbox: string, name: string): Promise<void> {
  await attempt(async () => {
    const { steps, followed } = await unwrap(
      inSandbox(sandbox).POST('/stories/{name}', { params: { path: { name } } }),
    );
    showToast(`${titleOfStory(name)}: ${changes([...steps, ...followed])}`);
  });
}

type Changed = Pick<Model<'DataFollower'>, 'collection' | 'documents'>;

/** How many documents of which collections were changed. */
function changes(all: readonly Changed[]): string {
  const counts = new Map<string, number>();
  for (const { collection, documents } of all) {
    const name = collection.split('/').at(-1) ?? '';
    counts.set(name, (counts.get(name) ?? 0) + documents);
  }
  const texts = [...counts]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return texts.length > 0
    ? `${texts.join(', ')} changed`
    : `nothing changed, ${plural(0, 'document')}`;
}
