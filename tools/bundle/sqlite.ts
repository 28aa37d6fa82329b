import { createRequire } from 'node:module';
import type DatabaseConstructor from 'better-sqlite3';
import { AddonError, endsProcess } from './addon-error.js';

const require = createRequire(import.meta.url);

let loaded: typeof DatabaseConstructor | undefined;

/** Loads the package. Throws an AddonError that says what to do if that fails. */
function loadSqlite(): typeof DatabaseConstructor {
  const version = installedVersion();
  const { node } = process.versions;
  const circumstances = { version, node, platform: `${process.platform}-${process.arch}` };
  if (endsProcess(version, node)) throw new AddonError('it needs Node.js 22', circumstances);
  try {
    const Package: typeof DatabaseConstructor = require('better-sqlite3');
    // The binary is loaded with the first database.
    new Package(':memory:').close();
    return Package;
  } catch (error) {
    throw new AddonError((error as Error).message, circumstances);
  }
}

function installedVersion(): string | undefined {
  try {
    return require('better-sqlite3/package.json').version;
  } catch {
    return undefined;
  }
}

/**
 * What the bundle imports as `better-sqlite3`: the package, which has a native binary and is therefore not bundled. It is loaded
 * with the first database, because help texts and clients of other servers need none.
 */
const Database = new Proxy(class {}, {
  construct(_target, args) {
    loaded ??= loadSqlite();
    return Reflect.construct(loaded, args);
  },
  // The classes of its errors. A proxy must return the `prototype` of its own target.
  get(target, name) {
    if (name === 'prototype') return target.prototype;
    loaded ??= loadSqlite();
    return Reflect.get(loaded, name);
  },
});

// biome-ignore lint/style/noDefaultExport: the package that this replaces has a default export.
export { Database as default };
