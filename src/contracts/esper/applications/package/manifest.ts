/** What the manifest of an Android package says. */
export interface PackageInfo {
  readonly packageName: string;
  /** The number of the version; undefined if the manifest has none. */
  readonly versionCode: string | undefined;
  /** The name of the version; undefined if it is missing or in the resources of the package. */
  readonly versionName: string | undefined;
  /** The name of the app; undefined if it is missing or in the resources of the package. */
  readonly label: string | undefined;
  readonly minSdk: string | undefined;
  readonly targetSdk: string | undefined;
  readonly permissions: readonly string[];
}

/** Only this many permissions are read, and elements and attributes counted, so that a manifest costs a bounded time. */
const max = { permissions: 200, elements: 20_000, attributes: 200, textLength: 255 };

const chunkTypes = { stringPool: 0x0001, document: 0x0003, element: 0x0102, resourceMap: 0x0180 };
const valueTypes = { text: 0x03, firstNumber: 0x10, lastNumber: 0x1f };

/** The attributes of Android that are read, by the identifiers of their resources: packages may leave their names out. */
const attributeNames: ReadonlyMap<number, string> = new Map([
  [0x01010001, 'label'],
  [0x01010003, 'name'],
  [0x0101020c, 'minSdkVersion'],
  [0x0101021b, 'versionCode'],
  [0x0101021c, 'versionName'],
  [0x01010270, 'targetSdkVersion'],
]);

/**
 * Reads a manifest in the binary format of Android. Only what is needed is decoded, because texts of a hostile manifest can overlap
 * and so expand to gigabytes. Throws an Error if it is not one.
 */
export function readManifest(bytes: Buffer): PackageInfo {
  const manifest = new BinaryXml(bytes);
  let root: Attributes | undefined;
  let sdk: Attributes = new Map();
  let application: Attributes = new Map();
  const permissions = new Set<string>();
  for (const { name, attributes } of manifest.elements()) {
    if (name === 'manifest') root ??= attributes();
    else if (name === 'uses-sdk') sdk = attributes();
    else if (name === 'application') application = attributes();
    else if (name === 'uses-permission' && permissions.size < max.permissions)
      permissions.add(attributes().get('name') ?? '');
  }
  const packageName = root?.get('package');
  if (!packageName) throw new Error('it names no package');
  return {
    packageName,
    versionCode: root?.get('versionCode'),
    versionName: root?.get('versionName'),
    label: application.get('label'),
    minSdk: sdk.get('minSdkVersion'),
    targetSdk: sdk.get('targetSdkVersion'),
    permissions: [...permissions].filter(Boolean),
  };
}

/** Texts and numbers by the names of attributes. */
type Attributes = ReadonlyMap<string, string>;

interface Element {
  readonly name: string | undefined;
  readonly attributes: () => Attributes;
}

/** A part of the document that begins with its type and its size. */
interface Chunk {
  readonly type: number;
  readonly start: number;
  readonly headerSize: number;
  readonly end: number;
}

class BinaryXml {
  readonly #bytes: Buffer;
  #texts: Chunk | undefined;
  #resources: Chunk | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    if (bytes.length < 8 || bytes.readUInt16LE(0) !== chunkTypes.document)
      throw new Error('it is not in the binary format of Android');
  }

  /** The start tags, in order. */
  *elements(): Generator<Element> {
    let count = 0;
    for (const chunk of this.#chunks()) {
      if (chunk.type === chunkTypes.stringPool) this.#texts ??= chunk;
      else if (chunk.type === chunkTypes.resourceMap) this.#resources ??= chunk;
      else if (chunk.type === chunkTypes.element) {
        if (++count > max.elements) throw new Error(`it has more than ${max.elements} elements`);
        const name = this.#text(this.#bytes.readInt32LE(chunk.start + chunk.headerSize + 4));
        yield { name, attributes: () => this.#attributes(chunk) };
      }
    }
  }

  *#chunks(): Generator<Chunk> {
    const bytes = this.#bytes;
    for (let start = bytes.readUInt16LE(2); start + 8 <= bytes.length; ) {
      const [type, headerSize] = [bytes.readUInt16LE(start), bytes.readUInt16LE(start + 2)];
      const end = start + bytes.readUInt32LE(start + 4);
      if (headerSize < 8 || end < start + headerSize || end > bytes.length)
        throw new Error('one of its parts ends outside of it');
      yield { type, start, headerSize, end };
      start = end;
    }
  }

  #attributes({ start, headerSize, end }: Chunk): Attributes {
    const bytes = this.#bytes;
    const element = start + headerSize;
    const first = element + bytes.readUInt16LE(element + 8);
    const size = bytes.readUInt16LE(element + 10);
    const count = Math.min(bytes.readUInt16LE(element + 12), max.attributes);
    const found = new Map<string, string>();
    for (let index = 0; index < count; index++) {
      const at = first + index * size;
      if (at + 20 > end) break;
      const key = bytes.readInt32LE(at + 4);
      const name = attributeNames.get(this.#resource(key)) ?? this.#text(key);
      const value = this.#value(bytes.readUInt8(at + 15), bytes.readInt32LE(at + 16));
      if (name && value !== undefined && !found.has(name)) found.set(name, value);
    }
    return found;
  }

  /** The value of an attribute; undefined for one that is in the resources of the package. */
  #value(type: number, data: number): string | undefined {
    if (type === valueTypes.text) return this.#text(data) || undefined;
    const isNumber = type >= valueTypes.firstNumber && type <= valueTypes.lastNumber;
    return isNumber ? String(data) : undefined;
  }

  /** The identifier of the resource that the name of an attribute stands for; 0 for none. */
  #resource(index: number): number {
    const map = this.#resources;
    const at = map ? map.start + map.headerSize + 4 * index : 0;
    return map && index >= 0 && at + 4 <= map.end ? this.#bytes.readUInt32LE(at) : 0;
  }

  /** The text with a number, in UTF-8 or UTF-16, at most 255 characters of it. */
  #text(index: number): string | undefined {
    const pool = this.#texts;
    if (!pool || index < 0) return undefined;
    const bytes = this.#bytes;
    const field = pool.start + pool.headerSize + 4 * index;
    if (index >= bytes.readUInt32LE(pool.start + 8) || field + 4 > pool.end) return undefined;
    const start = pool.start + bytes.readUInt32LE(pool.start + 20) + bytes.readUInt32LE(field);
    const isUtf8 = (bytes.readUInt32LE(pool.start + 16) & 0x100) !== 0;
    const text = isUtf8 ? this.#utf8(start) : this.#utf16(start);
    return text.slice(0, max.textLength);
  }

  #utf8(start: number): string {
    const bytes = this.#bytes;
    // The length in characters comes first, then that in bytes. Each takes one byte, or two from 128 on.
    const length = start + (bytes.readUInt8(start) & 0x80 ? 2 : 1);
    const isLong = (bytes.readUInt8(length) & 0x80) !== 0;
    const size = isLong ? bytes.readUInt16BE(length) & 0x7fff : bytes.readUInt8(length);
    const text = length + (isLong ? 2 : 1);
    return bytes.toString('utf8', text, text + Math.min(size, 4 * max.textLength));
  }

  #utf16(start: number): string {
    const bytes = this.#bytes;
    const isLong = (bytes.readUInt16LE(start) & 0x8000) !== 0;
    // A longer text is cut below.
    const length = isLong ? max.textLength : bytes.readUInt16LE(start);
    const text = start + (isLong ? 4 : 2);
    return bytes.toString('utf16le', text, text + 2 * Math.min(length, max.textLength));
  }
}
