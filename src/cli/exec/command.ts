import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { SignalForwarder } from './signals.js';

/** The exit codes of a shell for a command that cannot be run. */
const notFound = 127;
const notExecutable = 126;

/**
 * Runs a command to its end with these variables added to the environment, and passes signals on to it. Resolves with the exit
 * code that a shell would have.
 */
export function runCommand(
  [program = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
  signals: SignalForwarder,
): Promise<number> {
  // Programs of packages are scripts on Windows, which only a shell finds. A single word with spaces is a command line.
  const shell = process.platform === 'win32' || (args.length === 0 && /\s/.test(program));
  return new Promise((resolve) => {
    const env = { ...process.env, ...variables };
    const child: ChildProcess = spawn(program, args, { env, stdio: 'inherit', shell });
    signals.forwardTo((signal) => child.kill(signal));
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      const reason = isMissing ? 'there is no such command' : error.message;
      process.stderr.write(`understudy: ${program} cannot be run: ${reason}\n`);
      resolve(isMissing ? notFound : notExecutable);
    });
    child.once('exit', (code, signal) => resolve(code ?? signalExitCode(signal)));
  });
}

/** The exit code of a command that a signal ended. */
export function signalExitCode(signal: NodeJS.Signals | null): number {
  return 128 + (signal ? constants.signals[signal] : 0);
}
