import { StartupError } from '../lib/startup-error.js';

/** Runs a command. A StartupError is printed in one line, with exit code 2. */
export async function runWithExitCode(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    process.stderr.write(`understudy: ${error.message}\n`);
    process.exitCode = 2;
  }
}
