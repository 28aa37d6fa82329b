import type { Send } from '../../support/app.js';

interface Finding {
  readonly code: string;
  readonly operationId: string | null;
  readonly title: string;
  readonly advice: string;
  readonly occurrences: number;
  readonly calls: readonly (readonly { readonly method: string; readonly id: string }[])[];
  readonly reproduce: readonly string[];
}

/** The findings that the report of a sandbox contains. */
export const findings = async (send: Send): Promise<Finding[]> =>
  (await send('GET', '/_sim/report')).body.findings;

/** The codes of these findings. */
export const codes = async (send: Send) => (await findings(send)).map(({ code }) => code);

/** Injects a fault into the next calls of an operation. */
export const fault = (send: Send, operationId: string, effect: object, times = 1) =>
  send('POST', '/_sim/faults', { body: { match: { operationId }, effect, when: { times } } });
