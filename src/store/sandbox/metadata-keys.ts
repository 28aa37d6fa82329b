/** The seed and size that the first content of a sandbox is generated from. */
export interface WorldSpec {
  readonly seed: number;
  /** The number of devices in the main fleet. */
  readonly devices: number;
}

/** The keys of the metadata that describe a sandbox. They are part of stored databases. */
export const metadataKeys = {
  /** The clock state, as JSON. */
  clock: 'clock',
  /** The clock setting under which the sandbox was last opened. */
  clockSetting: 'clockSetting',
  /** The sandbox's own clock setting, if it does not use the server's. */
  ownClock: 'ownClock',
  /** The world that the sandbox was created with, as JSON. */
  world: 'world',
  /** The last day whose changes have been applied, counted from 1970, UTC. */
  day: 'day',
  /** When the sandbox was created, by its own clock. */
  createdAt: 'createdAt',
  /** The sandbox or snapshot that the sandbox was copied from. Copies get their own. */
  from: 'from',
  /** The text by which people know the sandbox. Copies get their own. */
  label: 'label',
  /** The number of the image that a reset returns to; none for a sandbox that was created from the seeds. Copies get their own. */
  origin: 'origin',
  /** The clock setting that a sandbox got in place of that of its origin. */
  originClock: 'originClock',
  /** The hash of the sandbox's key. Copies get their own. */
  keyHash: 'keyHash',
  /** When the sandbox expires, in system time. Copies do not inherit it. */
  expiresAt: 'expiresAt',
} as const;
