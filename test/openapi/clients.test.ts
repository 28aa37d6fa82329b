import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import openapiTS, { astToString } from 'openapi-typescript';
import t from 'tap';
import ts from 'typescript';
import { contracts } from '../../src/contracts/index.js';
import { startListening } from '../support/app.js';
import { projectFile } from '../support/project-file.js';

const { app, sandbox } = await startListening(t);
const origin = app.fastify.listeningOrigin;
const { token, name } = sandbox();
const tokens = Object.fromEntries(
  await Promise.all(contracts.map(async (each) => [each.name, await token(each.name)])),
);

/** What each program prints: per vendor a value of the data, and parts of two errors. */
const expected = [
  [487, /limit/, /^must be/, 401, null],
  [true, /username/, /^username: /, 404, null],
  ['United States', /limit/, 'limit', 404, null],
];

/** The clients that are generated: those of each generator, and of one for the older version of OpenAPI too. */
const clients = [
  { version: '3.1', program: 'openapi-fetch', generate: generateTypes },
  { version: '3.0', program: 'openapi-fetch', generate: generateTypes },
  { version: '3.1', program: 'hey-api', generate: generateClient },
];

type Generate = (url: string, folder: string, contract: string) => Promise<unknown>;

async function generateTypes(url: string, folder: string, contract: string): Promise<void> {
  writeFileSync(join(folder, `${contract}.ts`), astToString(await openapiTS(new URL(url))));
}

function generateClient(url: string, folder: string, contract: string): Promise<unknown> {
  return createClient({
    input: url,
    output: { path: join(folder, contract), module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
}

const documentUrl = (contract: string, version: string) =>
  `${origin}/~${name}/openapi/${contract}.json?version=${version}`;

/** Writes a program and the code that it imports to a folder, and returns its path. */
async function writeProgram(
  folder: string,
  { version, program, generate }: { version: string; program: string; generate: Generate },
): Promise<string> {
  mkdirSync(folder);
  for (const { name: contract } of contracts)
    await generate(documentUrl(contract, version), folder, contract);
  const file = join(folder, `${program}.ts`);
  copyFileSync(projectFile(`test/openapi/programs/${program}.ts`), file);
  return file;
}

/** Compiles programs with settings as strict as a user may have, and returns the errors. */
function compile(files: string[]): string {
  const program = ts.createProgram(files, {
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
  });
  const { diagnostics } = program.emit();
  return ts.formatDiagnostics([...ts.getPreEmitDiagnostics(program), ...diagnostics], {
    getCanonicalFileName: (path) => path,
    getCurrentDirectory: () => '.',
    getNewLine: () => '\n',
  });
}

t.test('programs with generated clients compile, and get data and errors', async (t) => {
  const folder = t.testdir({});
  const servers: Record<string, string> = {};
  for (const { name: contract } of contracts) {
    const response = await fetch(documentUrl(contract, '3.1'));
    const document = (await response.json()) as { servers: [{ url: string }] };
    servers[contract] = document.servers[0].url;
  }
  const files = await Promise.all(
    clients.map((each) => writeProgram(join(folder, `${each.program}-${each.version}`), each)),
  );
  t.equal(compile(files), '');
  const args = [JSON.stringify(servers), JSON.stringify(tokens)];
  for (const file of files) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      file.replace(/ts$/, 'js'),
      ...args,
    ]);
    t.match(JSON.parse(stdout), expected, file.replace(folder, ''));
  }
});
