import { createHash } from 'node:crypto';
import { loadPackageFile } from '../../../lib/package-files.js';

/** Loads the encoder on first use, because most runs never make an image. */
const loadPng = () => loadPackageFile<typeof import('fast-png')>('fast-png');

/** The icon has this many cells in each direction, of which the right ones mirror the left ones, and a margin of one cell. */
const cells = 5;
const cellSize = 16;
const side = (cells + 2) * cellSize;

const white = [255, 255, 255];

/** The PNG file of an icon that a package name decides: symmetrical cells in one color. */
export function iconFor(packageName: string): Buffer {
  const hash = createHash('sha256').update(packageName).digest();
  // Dark enough to be seen on white.
  const color = [...hash.subarray(0, 3)].map((byte) => 32 + (byte % 160));
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [column, row] = [Math.floor(x / cellSize) - 1, Math.floor(y / cellSize) - 1];
      data.set(isFilled(hash, column, row) ? color : white, (y * side + x) * 3);
    }
  return Buffer.from(loadPng().encode({ width: side, height: side, data, channels: 3 }));
}

function isFilled(hash: Buffer, column: number, row: number): boolean {
  if (Math.min(column, row) < 0 || Math.max(column, row) >= cells) return false;
  const mirrored = Math.min(column, cells - 1 - column);
  return (hash.readUInt8(3 + row * cells + mirrored) & 1) === 1;
}
