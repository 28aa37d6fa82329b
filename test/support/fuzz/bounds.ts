/** Limits what random bodies may do to the server, so that a run ends and can be compared. */
export interface EffectBounds {
  /** No clock follows real time, so that two servers show the same times. */
  readonly isDeterministic: boolean;
  /** Fault rules may close connections. */
  readonly allowsAborts: boolean;
}

/** What a number becomes, by its key: waits are short, sandboxes do not expire, and there are few worlds to seed. */
const numberBounds = new Map<string, (value: number) => number>([
  ['timeoutMs', (value) => Math.min(value, 2)],
  ['ttlSeconds', () => 1e8],
  ['devices', () => 20],
  ['seed', () => 1],
]);

/** A replacer for JSON.stringify that bounds the effects of a body. */
export function boundEffects({
  isDeterministic,
  allowsAborts,
}: EffectBounds): (key: string, value: unknown) => unknown {
  const replaceSetting = (key: string, value: unknown) => {
    if (key === 'clock' && value === 'running') return 'frozen';
    return key === 'frozen' && value === false ? true : value;
  };
  return (key, value) => {
    if (key === 'abort' && !allowsAborts) return undefined;
    if (key === 'delayMs') return typeof value === 'number' ? Math.min(value, 2) : 1;
    if (typeof value === 'number') return numberBounds.get(key)?.(value) ?? value;
    return isDeterministic ? replaceSetting(key, value) : value;
  };
}
