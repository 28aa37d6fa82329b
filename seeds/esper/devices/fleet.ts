/** Larger fleets have tablets for this many hotspots alone, so that they are seeded as fast as before. */
const maxTablets = 500;

/** The number of tablets of a fleet. */
export function tabletCount(fleet: number): number {
  return Math.min(fleet, maxTablets);
}
