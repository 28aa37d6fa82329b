/** Reports a failure that no request caused as a warning of the process, which Node prints to standard error. */
export function warn(message: string, error: unknown): void {
  process.emitWarning(`${message}: ${(error as Error).message}`, 'UnderstudyWarning');
}
