import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from '@sinclair/typebox';
import { collectModels } from '../../../../schemas/annotations.js';
import { type DataStep, StoryFile } from '../../../../schemas/control/data-steps.js';
import { StartupError } from '../../../lib/startup-error.js';
import { Problem } from '../../contract/problem.js';
import { Validator } from '../../validation/validator.js';
import type { DataCatalogue } from '../catalogue.js';
import type { Story } from '../rules.js';
import { entryOf } from './run-steps.js';
import { stepErrors } from './step-errors.js';

const extensions = /\.(json|ya?ml)$/;

/** Reads the stories of a folder: every file in JSON or YAML holds one. Throws StartupError that names what is wrong. */
export async function readStories(folder: string, catalogue: DataCatalogue): Promise<Story[]> {
  if (!existsSync(folder)) throw new StartupError(`stories ${folder} does not exist`);
  const files = readdirSync(folder).filter((file) => extensions.test(file));
  const stories: Story[] = [];
  for (const file of files.sort()) {
    const name = file.replace(extensions, '');
    const path = join(folder, file);
    const content = await readDataFile<StoryContent>(path, StoryFile);
    for (const step of content.steps) assertCollection(catalogue, step, path);
    stories.push({ name, ...content });
  }
  return stories;
}

/** Throws StartupError for a step in a collection that does not exist. */
export function assertCollection(catalogue: DataCatalogue, step: DataStep, file: string): void {
  try {
    entryOf(catalogue, step);
  } catch (error) {
    throw error instanceof Problem ? new StartupError(`${file}: ${error.message}`) : error;
  }
}

type StoryContent = Omit<Story, 'name'>;

/** Reads a file in JSON or YAML that fits a schema. Throws StartupError that names every error. */
export async function readDataFile<T>(file: string, schema: TSchema): Promise<T> {
  const content = await parseFile(file);
  const errors = new Validator(() => collectModels(schema)).validate(schema, content, 'body');
  const { steps = [] } = (errors.length === 0 ? content : {}) as { steps?: DataStep[] };
  const found = [
    ...errors,
    ...steps.flatMap((step, index) =>
      stepErrors(step).map(({ at, message }) => ({ at: `/steps/${index}${at}`, message })),
    ),
  ];
  if (found.length > 0)
    throw new StartupError(
      `${file}: ${found.map(({ at, message }) => `${at || 'the content'} ${message}`).join('; ')}`,
    );
  return content as T;
}

async function parseFile(file: string): Promise<unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    // Few servers read YAML, and the parser takes time to load.
    return file.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text);
  } catch (error) {
    throw new StartupError(`${file} is not valid: ${(error as Error).message.split('\n')[0]}`);
  }
}
