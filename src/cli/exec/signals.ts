/** The signals by which a terminal, a container or a test runner stops a command. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Receives the signals that stop this process, and passes them on to a child once there is one. */
export class SignalForwarder {
  readonly #abort = new AbortController();
  #received: NodeJS.Signals | undefined;
  #send: ((signal: NodeJS.Signals) => void) | undefined;

  constructor() {
    for (const signal of stopSignals) process.on(signal, this.#receive);
  }

  /** The first signal that arrived. */
  get received(): NodeJS.Signals | undefined {
    return this.#received;
  }

  /** Aborts when the first signal arrives. */
  get aborted(): AbortSignal {
    return this.#abort.signal;
  }

  /** Passes on later signals. */
  forwardTo(send: (signal: NodeJS.Signals) => void): void {
    this.#send = send;
  }

  /** Lets signals end this process again. */
  stop(): void {
    for (const signal of stopSignals) process.off(signal, this.#receive);
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    this.#received ??= signal;
    this.#abort.abort();
    // A terminal sends these to all processes in it; a second one would make a command stop at once.
    const isFromTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (!isFromTerminal) this.#send?.(signal);
  };
}
