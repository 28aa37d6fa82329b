import type { DecodedPng } from 'fast-png';
import { loadPackageFile } from '../../../lib/package-files.js';

/** Larger icons are refused: a small PNG file can unpack to gigabytes. */
const maxIconPixels = 512;

/** The part of the width of a code that an icon covers; error correction restores what is below it. */
const iconShare = 0.2;

/** Loads the encoders on first use, because most runs never make an image. */
const loadQr = () => loadPackageFile<typeof import('qr')>('qr').default;
const loadPng = () => loadPackageFile<typeof import('fast-png')>('fast-png');

/** What a QR code shows. Colors are `#rrggbb`. */
export interface QrImageOptions {
  readonly content: string;
  /** Width and height in pixels. */
  readonly size: number;
  readonly background: string;
  readonly foreground: string;
  /** A PNG file in Base64, shown in the middle. */
  readonly icon?: string | undefined;
}

type Color = readonly number[];

/** Makes the image of a QR code and returns its PNG file in Base64. Throws an Error when the icon is not a PNG file. */
export function qrImage({ content, size, icon, ...colors }: QrImageOptions): string {
  const modules = loadQr()(content, 'raw', {
    ecc: icon === undefined ? 'medium' : 'high',
    border: 4,
  });
  const [background, foreground] = [toRgb(colors.background), toRgb(colors.foreground)];
  const data = new Uint8Array(size * size * 3);
  // Every module is equally large, so that the code stays readable; what is left over becomes a margin.
  const scale = Math.max(1, Math.floor(size / modules.length));
  const margin = Math.floor((size - scale * modules.length) / 2);
  for (let y = 0; y < size; y++) {
    const isCopy = y > 0 && (y - margin) % scale !== 0;
    if (isCopy) data.copyWithin(y * size * 3, (y - 1) * size * 3, y * size * 3);
    const row = modules[Math.floor((y - margin) / scale)];
    for (let x = 0; x < size && !isCopy; x++) {
      const isDark = row?.[Math.floor((x - margin) / scale)];
      data.set(isDark ? foreground : background, (y * size + x) * 3);
    }
  }
  if (icon !== undefined) drawIcon(decodeIcon(icon), size, data);
  const { encode } = loadPng();
  return Buffer.from(encode({ width: size, height: size, data, channels: 3 })).toString('base64');
}

/** What is wrong with an icon, as the predicate of a sentence; undefined for a PNG file that can be shown. */
export function iconError(base64: string): string | undefined {
  try {
    decodeIcon(base64);
    return undefined;
  } catch (error) {
    return `must be a PNG file in Base64 of at most ${maxIconPixels} by ${maxIconPixels} pixels: ${(error as Error).message}`;
  }
}

/** The samples of an icon, with 8 or 16 bits each. */
type Icon = Pick<DecodedPng, 'width' | 'height' | 'data' | 'channels' | 'depth'>;

function decodeIcon(base64: string): Icon {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('latin1', 1, 4) !== 'PNG' || bytes.length < 24)
    throw new Error('it does not begin like a PNG file');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (Math.max(width, height) > maxIconPixels || Math.min(width, height) === 0)
    throw new Error(`it has ${width} by ${height} pixels`);
  const { decode, convertIndexedToRgb } = loadPng();
  const decoded = decode(bytes, { checkCrc: true });
  if (decoded.palette) {
    const channels = decoded.palette[0]?.length ?? 3;
    return { ...decoded, data: convertIndexedToRgb(decoded), channels, depth: 8 };
  }
  if (decoded.depth < 8) throw new Error(`it has ${decoded.depth} bits per sample, not 8 or 16`);
  return decoded;
}

/** Draws an icon in the middle, without its transparent pixels. */
function drawIcon(icon: Icon, size: number, data: Uint8Array): void {
  const side = Math.floor(size * iconShare);
  const start = Math.floor((size - side) / 2);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [column, row] = [
        Math.floor((x * icon.width) / side),
        Math.floor((y * icon.height) / side),
      ];
      const [color, alpha] = pixelAt(icon, row * icon.width + column);
      if (alpha > 0.5) data.set(color, ((start + y) * size + start + x) * 3);
    }
}

/** The color of a pixel and its opacity from 0 to 1. */
function pixelAt({ data, channels, depth }: Icon, index: number): [Color, number] {
  const maximum = 2 ** depth - 1;
  const samples = Array.from(
    { length: channels },
    (_, channel) => Number(data[index * channels + channel]) / maximum,
  );
  const alpha = channels % 2 === 0 ? (samples.pop() ?? 1) : 1;
  const [red = 0, green = red, blue = red] = samples;
  return [[red, green, blue].map((value) => Math.round(value * 255)), alpha];
}

function toRgb(color: string): Color {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
