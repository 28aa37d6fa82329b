/** The signals that stop a container or a command in a terminal. */
const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process on a signal that arrives before the server handles signals itself, because process 1 of a container ignores
 * those that it has no handler for. Returns a function that removes the handlers.
 */
export function exitOnSignals(): () => void {
  const exit = () => process.exit(0);
  for (const signal of signals) process.once(signal, exit);
  return () => {
    for (const signal of signals) process.off(signal, exit);
  };
}
