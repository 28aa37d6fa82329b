/** better-sqlite3 cannot be loaded. The message has one line per package manager that says what to do. */
export class AddonError extends Error {
  constructor(reason: string, { version, node, platform }: Circumstances) {
    const installed = version ? `better-sqlite3 ${version}` : 'better-sqlite3';
    const lines = [
      `${installed} cannot be loaded by Node.js ${node} on ${platform}: ${summarize(reason)}`,
      ...remedies(version, node),
    ];
    super(lines.join('\n'));
    this.name = 'AddonError';
  }
}

interface Circumstances {
  /** The version of better-sqlite3, undefined if it is not installed. */
  readonly version: string | undefined;
  /** The version of Node.js. */
  readonly node: string;
  /** The operating system and the architecture. */
  readonly platform: string;
}

/** From this version on better-sqlite3 contains binaries. */
const firstVersionWithBinaries = 13;
/** The first version of Node.js that can load them. Older ones end without a message when they try. */
const firstNodeWithBinaries = 22;

/** True if a version of better-sqlite3 would end the process instead of failing. */
export function endsProcess(version: string | undefined, node: string): boolean {
  return hasBinaries(version) && majorVersion(node) < firstNodeWithBinaries;
}

/** What the message of Node.js or of the package means, in one line. */
function summarize(reason: string): string {
  if (reason.includes('NODE_MODULE_VERSION'))
    return 'its binary was compiled for another version of Node.js';
  if (reason.includes('bindings file'))
    return 'its binary is missing, because its install script did not run';
  return reason.split('\n')[0] ?? '';
}

function remedies(version: string | undefined, node: string): string[] {
  const isOldNode = majorVersion(node) < firstNodeWithBinaries;
  // Version 13 without a binary for this platform leaves only version 12, which compiles.
  if (isOldNode || hasBinaries(version)) {
    const target = isOldNode ? `Node.js ${majorVersion(node)}` : 'this platform';
    return [
      `For ${target}, pin better-sqlite3@12 and let its install script run; it compiles where it finds no binary:`,
      '  npm:  npm install better-sqlite3@12 && npm rebuild better-sqlite3 --ignore-scripts=false',
      '  pnpm: pnpm add better-sqlite3@12 --allow-build=better-sqlite3 && pnpm rebuild better-sqlite3',
      `  Yarn 1: ${resolve('^12.11.1')} && yarn install --ignore-scripts && npm rebuild better-sqlite3 --ignore-scripts=false`,
      `  Yarn 4: ${resolve('^12.11.1')} && npm pkg set --json dependenciesMeta.better-sqlite3.built=true && yarn install`,
    ];
  }
  return [
    'Version 13 contains binaries for this version of Node.js and needs no install script:',
    '  npm:  npm install better-sqlite3@13',
    '  pnpm: pnpm add better-sqlite3@13 && pnpm dedupe',
    `  Yarn: ${resolve('^13.2.0')} && yarn install`,
  ];
}

/** Sets the version for all packages of a project, because Yarn keeps the one that it chose for a package beside that of the project. */
function resolve(range: string): string {
  return `npm pkg set resolutions.better-sqlite3=${range}`;
}

function hasBinaries(version: string | undefined): boolean {
  return version !== undefined && majorVersion(version) >= firstVersionWithBinaries;
}

function majorVersion(version: string): number {
  return Number.parseInt(version, 10);
}
