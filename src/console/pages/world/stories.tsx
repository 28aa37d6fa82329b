import { useState } from 'preact/hooks';
import { offerUndo, takeSnapshot } from '../../actions/snapshots.js';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { plural } from '../../lib/format.js';
import { useLoaded } from '../../state/loaded.js';
import { href } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';

/** The snapshot that is taken before a story; that of the story before is replaced. */
const beforeStory = 'before-story';

/** The stories: changes of the world that people ask for, each with a button. */
export function Stories() {
  const name = sandboxName.value;
  const { data: stories } = useLoaded(() => unwrap(inSandbox(name).GET('/stories')), [], []);
  const [latest, setLatest] = useState<string>();
  return (
    <section aria-labelledby="stories" class="stories">
      <h2 id="stories">Stories</h2>
      <p class="muted">
        Each changes the data of <strong>{name}</strong> at once, all or nothing. The state before
        is kept as the snapshot {beforeStory}.
      </p>
      <ul class="story-list">
        {stories?.map((story) => (
          <li key={story.name} class="card">
            <div>
              <h3>{titleOfStory(story.name)}</h3>
              <p class="muted">{story.description}</p>
              {latest === story.name && (
                <a href={href(`sandboxes/${name}`, { compare: `${name}@${beforeStory}` })}>
                  See what it changed
                </a>
              )}
            </div>
            <Button
              aria-label={`Run ${titleOfStory(story.name)}`}
              onClick={async () => {
                if (await run(name, story.name)) setLatest(story.name);
              }}
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

async function run(sandbox: string, name: string): Promise<boolean> {
  return attempt(async () => {
    await takeSnapshot(sandbox, beforeStory);
    const { steps, followed } = await unwrap(
      inSandbox(sandbox).POST('/stories/{name}', { params: { path: { name } } }),
    );
    const message = `${titleOfStory(name)}: ${changes([...steps, ...followed])}`;
    offerUndo([sandbox], beforeStory, message);
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
