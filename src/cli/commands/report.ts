import { existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Report } from '../../../schemas/control/report.js';
import { findingCodes } from '../../../schemas/control/report.js';
import { StartupError } from '../../lib/startup-error.js';
import {
  coverageParts,
  type Gate,
  parseFindingCode,
  parseThreshold,
} from '../../reporting/gate.js';
import { readReports, reportFolder, writeReport } from '../../reporting/report-files.js';
import { createHttpTransport } from '../../sdk/http-transport.js';
import { createControlClient } from '../../sdk/transport.js';

const usage = `understudy report [FILE or FOLDER ...] [flags]

Merges what servers left with --report DIR, in files and folders (by default ${reportFolder}), or asks a running server. Prints a table
and writes report.json, report.html, report.xml (JUnit) and report.md (for a pull request). Ends with exit code 1 if a threshold is missed.

  --out DIR
      where to write; by default the first folder, or ${reportFolder}
  --min [VENDOR.]PART=N
      a threshold, several times if need be: how many of the published ${coverageParts.join(', ')} must be used, as a number or with %
  --max-findings N
      how many findings are allowed; any number by default
  --max-unmatched N
      how many calls may match no operation, because their method and path are not the vendor's; any number by default
  --ignore FINDING
      a finding that does not count: ${findingCodes.join(', ')}
  --url URL
      a running server, instead of files
  --sandbox NAME
      one sandbox of it; all by default
  --admin-token TOKEN  (UNDERSTUDY_ADMIN_TOKEN)
      the token of its control plane, if one is required, or the key of the sandbox
`;

const text = { type: 'string' } as const;
const options = {
  out: text,
  min: { type: 'string', multiple: true },
  'max-findings': text,
  'max-unmatched': text,
  ignore: { type: 'string', multiple: true },
  url: text,
  sandbox: text,
  'admin-token': text,
  help: { type: 'boolean', short: 'h' },
} as const;

/** Merges reports, writes the result and checks it against thresholds. Throws a StartupError for unusable arguments. */
export async function report(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseFlags(args);
  if (values.help) return void process.stdout.write(usage);
  const gate = refuseInvalid(() => gateOf(values));
  const paths = positionals.length > 0 ? positionals : [reportFolder];
  if (values.url !== undefined && positionals.length > 0)
    throw new StartupError('--url and files exclude each other: a report is made of one of them');
  const merged =
    values.url === undefined
      ? refuseInvalid(() => readReports(paths))
      : await fetchReport(values.url, values);
  const { text: table, checks } = writeReport(merged, values.out ?? folderOf(positionals), gate);
  process.stdout.write(`${table}\n`);
  if (checks.some(({ passed }) => !passed)) process.exitCode = 1;
}

type Flags = ReturnType<typeof parseFlags>['values'];

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    throw new StartupError(`${message}. understudy report --help lists the flags.`);
  }
}

function gateOf({ min = [], ignore = [], ...limits }: Flags): Gate {
  return {
    thresholds: min.map(parseThreshold),
    maxFindings: limitOf(limits, 'max-findings'),
    maxUnmatched: limitOf(limits, 'max-unmatched'),
    ignored: ignore.map(parseFindingCode),
  };
}

function limitOf(flags: Flags, name: 'max-findings' | 'max-unmatched'): number | undefined {
  const { [name]: value } = flags;
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new Error(`--${name} must be a whole number, not ${value}`);
  return Number(value);
}

/** Returns what `work` returns. Its error is one of the arguments. */
function refuseInvalid<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StartupError((error as Error).message);
  }
}

/** The first folder among the paths, or the default one. */
function folderOf(paths: readonly string[]): string {
  return paths.find((path) => existsSync(path) && statSync(path).isDirectory()) ?? reportFolder;
}

async function fetchReport(url: string, { sandbox, 'admin-token': given }: Flags): Promise<Report> {
  const token = given ?? process.env.UNDERSTUDY_ADMIN_TOKEN;
  const transport = refuseInvalid(() => createHttpTransport(url, token || undefined));
  try {
    const path = sandbox === undefined ? '/_sim/report?sandboxes=all' : '/_sim/report';
    return (await createControlClient(transport)('GET', path, { sandbox })) as Report;
  } catch (error) {
    throw new StartupError((error as Error).message);
  } finally {
    await transport.close();
  }
}
