/** What a world is made from. */
export interface WorldSpec {
  readonly seed: number;
  /** How many devices the main fleet has. */
  readonly devices: number;
}

/** Meta entries: what a sandbox is, beside its data. */
export const metadataKeys = {
  /** The clock as it stands, and the setting under which it was last opened. */
  clock: 'clock',
  clockSetting: 'clockSetting',
  /** A clock setting of its own. */
  ownClock: 'ownClock',
  /** The seed and size it was made with. */
  world: 'world',
  /** The day that it is in, as far as days have gone by in it. */
  day: 'day',
  /** When it was made, by its own clock. */
  createdAt: 'createdAt',
  /** When its time is over, in real time; a copy has no such time. */
  expiresAt: 'expiresAt',
} as const;
