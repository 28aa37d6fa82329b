import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildApp } from './app.js';
import { contracts } from './contracts/index.js';
import { completeSettings } from './settings.js';

/** The published documents as files: name and content, the same in every run. */
export async function openapiFiles(): Promise<Map<string, string>> {
  const options = completeSettings({
    ephemeral: true,
    devices: 0,
    clock: 'frozen',
    logLevel: 'silent',
  });
  const app = await buildApp(options, { contracts });
  await app.fastify.ready();
  const files = new Map<string, string>();
  for (const name of [...contracts.map((contract) => contract.name), 'sim']) {
    const document = app.document(name);
    files.set(`${name}.json`, `${JSON.stringify(document, null, 2)}\n`);
    files.set(`${name}.yaml`, stringify(document, { aliasDuplicateObjects: false }));
  }
  await app.fastify.close();
  return files;
}

/** Writes the documents to a folder. */
export async function writeOpenapi(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of await openapiFiles()) writeFileSync(join(folder, name), content);
}

if (process.argv[1]?.endsWith('openapi.js')) await writeOpenapi(process.argv[2] ?? 'openapi');
