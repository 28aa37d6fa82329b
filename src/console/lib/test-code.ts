/** A text as a JavaScript string in single quotes. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** A test file for Vitest with a server of its own. The body of its test has a `sandbox`. */
export function vitestFile(title: string, body: string): string {
  return `import { createUnderstudy } from 'api-understudy';
import { afterAll, beforeAll, expect, test } from 'vitest';

let understudy;
beforeAll(async () => {
  understudy = await createUnderstudy({ clock: 'frozen' });
});
afterAll(() => understudy.close());

test(${quote(title)}, async ({ task }) => {
  const sandbox = understudy.sandbox(task.name);
${body}});
`;
}
