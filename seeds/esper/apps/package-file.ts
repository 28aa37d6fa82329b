import { crc32 } from 'node:zlib';

/** What the manifest of a package says. */
export interface PackageManifest {
  readonly packageName: string;
  readonly versionCode: number;
  readonly versionName: string;
  readonly label: string;
  readonly minSdk: number;
  readonly targetSdk: number;
  readonly permissions: readonly string[];
}

/** An Android package that contains nothing but its manifest, in the binary format of Android. */
export function packageFile(manifest: PackageManifest): Buffer {
  return zipFile([{ name: 'AndroidManifest.xml', content: binaryManifest(manifest) }]);
}

interface ArchiveEntry {
  readonly name: string;
  readonly content: Buffer;
}

/** A ZIP archive (APPNOTE 6.3) with entries that are not compressed. */
export function zipFile(entries: readonly ArchiveEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const fileName = Buffer.from(name);
    // Version 2.0, no flags, stored, the first of January 1980.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x21, 8);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(content.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(fileName.length, 22);
    const local = Buffer.concat([uint32(0x04034b50), shared, fileName, content]);
    const ending = Buffer.alloc(14);
    ending.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([uint32(0x02014b50), uint16(20), shared, ending, fileName]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** The attributes of Android that a manifest uses, by the identifiers of their resources. */
const attributeIds = {
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  minSdkVersion: 0x0101020c,
  targetSdkVersion: 0x01010270,
  label: 0x01010001,
  name: 0x01010003,
} as const;
const attributeNames = Object.keys(attributeIds);

const androidUri = 'http://schemas.android.com/apk/res/android';

/** An attribute: a name with a text or a number. Those of Android are in its namespace. */
type Attributes = Readonly<Record<string, string | number>>;

function binaryManifest(manifest: PackageManifest): Buffer {
  const { packageName, versionCode, versionName, label, minSdk, targetSdk } = manifest;
  const pool = new StringPool();
  const android = pool.add('android');
  const uri = pool.add(androidUri);
  const start = (name: string, attributes: Attributes) =>
    chunk(0x0102, 16, [
      ...[1, -1, -1, pool.add(name)],
      ...[0x00140014, Object.keys(attributes).length, 0],
      ...Object.entries(attributes).flatMap(([key, value]) => {
        const namespace = attributeNames.includes(key) ? uri : -1;
        const isText = typeof value === 'string';
        const data = isText ? pool.add(value) : value;
        // The size of the value, and its type: a text or a decimal number.
        const type = 8 + (isText ? 0x03 : 0x10) * 2 ** 24;
        return [namespace, pool.add(key), isText ? data : -1, type, data];
      }),
    ]);
  const end = (name: string) => chunk(0x0103, 16, [1, -1, -1, pool.add(name)]);
  const element = (name: string, attributes: Attributes) => [start(name, attributes), end(name)];
  const elements = [
    chunk(0x0100, 16, [1, -1, android, uri]),
    start('manifest', { versionCode, versionName, package: packageName }),
    ...element('uses-sdk', { minSdkVersion: minSdk, targetSdkVersion: targetSdk }),
    ...manifest.permissions.flatMap((name) => element('uses-permission', { name })),
    ...element('application', { label }),
    end('manifest'),
    chunk(0x0101, 16, [1, -1, android, uri]),
  ];
  const resources = chunk(0x0180, 8, Object.values(attributeIds));
  const content = Buffer.concat([pool.chunk(), resources, ...elements]);
  return Buffer.concat([header(0x0003, 8, content.length), content]);
}

/** The texts of a manifest. Those with the names of attributes of Android come first, as their identifiers refer to them. */
class StringPool {
  readonly #texts: string[] = [...attributeNames];

  /** The number of a text, which is added if it is new. */
  add(text: string): number {
    const known = this.#texts.indexOf(text);
    return known >= 0 ? known : this.#texts.push(text) - 1;
  }

  chunk(): Buffer {
    const texts = this.#texts.map((text) =>
      Buffer.concat([uint16(text.length), Buffer.from(text, 'utf16le'), uint16(0)]),
    );
    let offset = 0;
    const offsets = texts.map(({ length }) => {
      offset += length;
      return offset - length;
    });
    const padding = Buffer.alloc((4 - (offset % 4)) % 4);
    const headerSize = 28;
    const fields = [texts.length, 0, 0, headerSize + 4 * texts.length, 0, ...offsets];
    const content = Buffer.concat([...fields.map(uint32), ...texts, padding]);
    return Buffer.concat([header(0x0001, headerSize, content.length), content]);
  }
}

function chunk(type: number, headerSize: number, fields: readonly number[]): Buffer {
  const content = Buffer.concat(fields.map((field) => uint32(field)));
  return Buffer.concat([header(type, headerSize, content.length), content]);
}

function header(type: number, headerSize: number, contentSize: number): Buffer {
  return Buffer.concat([uint16(type), uint16(headerSize), uint32(8 + contentSize)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
