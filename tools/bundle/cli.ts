#!/usr/bin/env node
import { health } from '../../src/cli/commands/health.js';
import { runWithExitCode } from '../../src/cli/exit-code.js';
import { exitOnSignals } from '../../src/cli/exit-on-signals.js';
import { loadBundle } from './load.js';

const [command, ...args] = process.argv.slice(2);
// A health check is run every few seconds, and needs nothing of the bundle.
if (command === 'health') await runWithExitCode(() => health(args));
else await runBundle();

async function runBundle(): Promise<void> {
  const stopExitingOnSignals = exitOnSignals();
  try {
    const { program } = loadBundle(import.meta.dirname);
    await program.main(process.argv.slice(2), stopExitingOnSignals);
  } catch (error) {
    if ((error as Error).name !== 'AddonError') throw error;
    process.stderr.write(`understudy: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
