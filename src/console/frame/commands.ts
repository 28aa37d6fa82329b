import { inSandbox, unwrap } from '../api/client.js';
import { documentationHref, loadOperations, operations } from '../state/operations.js';
import { navigate, sandboxHref } from '../state/router.js';
import { refreshSandboxes, sandboxes, sandboxName } from '../state/sandboxes.js';
import { openPages } from './navigation.js';

/** Something that the command palette finds. */
export interface Command {
  readonly key: string;
  readonly kind: 'page' | 'operation' | 'persona' | 'sandbox';
  readonly title: string;
  readonly detail: string;
  readonly run: () => unknown;
}

/** How many are listed. */
const maxFound = 40;

/** Loads what the palette finds, and reports it whenever there is more. */
export async function loadCommands(report: (commands: readonly Command[]) => void): Promise<void> {
  const name = sandboxName.value;
  let commands: readonly Command[] = pageCommands();
  const add = async (load: () => Promise<readonly Command[]>) => {
    // What cannot be loaded is missing in the palette; the frame says why.
    const more = await load().catch(() => []);
    commands = [...commands, ...more];
    report(commands);
  };
  report(commands);
  await Promise.all([
    add(sandboxCommands),
    add(() => personaCommands(name)),
    add(() => operationCommands(name)),
  ]);
}

/** The commands that contain every word of a text, those whose title begins with it first. */
export function searchCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ title }: Command) => (title.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return commands
    .filter(({ title, detail, kind }) => {
      const searched = `${title} ${detail} ${kind}`.toLowerCase();
      return words.every((word) => searched.includes(word));
    })
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, maxFound);
}

function pageCommands(): Command[] {
  return openPages().map(({ path, title, purpose }) => ({
    key: `page ${path}`,
    kind: 'page',
    title,
    detail: purpose,
    run: () => navigate(path),
  }));
}

async function sandboxCommands(): Promise<Command[]> {
  await refreshSandboxes();
  return (sandboxes.value ?? []).map(({ name, label }) => ({
    key: `sandbox ${name}`,
    kind: 'sandbox',
    title: name,
    detail: label ?? '',
    run() {
      location.hash = sandboxHref(name);
    },
  }));
}

async function personaCommands(sandbox: string): Promise<Command[]> {
  const personas = await unwrap(inSandbox(sandbox).GET('/personas'));
  return personas.map(({ contract, name, purpose }) => ({
    key: `persona ${contract} ${name}`,
    kind: 'persona',
    title: name,
    detail: `${contract}: ${purpose}`,
    run: () => navigate('', { [contract]: name }),
  }));
}

async function operationCommands(sandbox: string): Promise<Command[]> {
  await loadOperations();
  return (operations.value ?? []).map((operation) => ({
    key: `operation ${operation.contract} ${operation.operationId}`,
    kind: 'operation',
    title: operation.operationId,
    detail: `${operation.method} ${operation.path} ${operation.isSimulated ? '' : '(not simulated) '}${operation.summary}`,
    run() {
      location.hash = documentationHref(sandbox, operation);
    },
  }));
}
