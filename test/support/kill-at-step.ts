import { watchSteps } from './step-injection.js';

/**
 * Loaded by a server process with `--import`: the parent sends the number of a step, and the process kills itself before that
 * step of what follows, or in the middle of it.
 */
process.channel?.unref();
process.on('message', ({ folder, step }: { folder: string; step: number }) => {
  let changes = 0;
  watchSteps(folder, (each) => {
    if (!each.changes || ++changes < step) return;
    each.performPart();
    process.kill(process.pid, 'SIGKILL');
  });
  process.send?.({ armed: true });
});
