import { toBruno } from './bruno.js';
import { toHttpFile } from './http-file.js';
import { toPostman } from './postman.js';
import type { SampleCollection } from './sample-requests.js';

/** A format of collections of requests. */
interface CollectionFormat {
  /** The name of the format for people. */
  readonly title: string;
  /** How the names of its files end. */
  readonly extension: string;
  readonly mediaType: string;
  readonly render: (collection: SampleCollection) => string;
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/** The formats in which collections are published. */
export const collectionFormats: readonly CollectionFormat[] = [
  {
    title: '.http file',
    extension: '.http',
    mediaType: 'text/plain; charset=utf-8',
    render: toHttpFile,
  },
  {
    title: 'Postman',
    extension: '.postman.json',
    mediaType: 'application/json; charset=utf-8',
    render: (collection) => json(toPostman(collection)),
  },
  {
    title: 'Bruno',
    extension: '.bruno.json',
    mediaType: 'application/json; charset=utf-8',
    render: (collection) => json(toBruno(collection)),
  },
];
