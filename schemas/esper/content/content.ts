import { type Static, Type } from '@sinclair/typebox';
import { chosen } from '../../annotations.js';
import { fileField, StoredFile } from '../applications/files.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, orNull, pageOf, pageParameters, textFilter, time } from '../values.js';

/** A seeded file. */
const exampleContent = 1;
export const exampleContentSignature = '84598260ba6dc0e03d425e52343bcc1c';

/** The longest name of a file. */
export const maxContentName = 255;

const tag = Type.String({ maxLength: 255 });
const owner = Type.Object({ id: Type.Integer(), username: Type.String() });

const ownFields = {
  id: Type.Integer({ description: 'The number of the file' }),
  name: Type.String({ description: 'The name of the file' }),
  key: Type.String({ minLength: 1, maxLength: maxContentName, description: 'The same' }),
  is_dir: Type.Boolean({ default: false }),
  kind: orNull(Type.String({ maxLength: 255, description: 'The media type' })),
  hash: Type.String({ description: 'The SHA-256 of the file, in hexadecimal digits' }),
  size: Type.String({ maxLength: 255, description: 'In bytes', examples: ['1024'] }),
  path: Type.String({ description: 'The folder' }),
  permissions: Type.String({ description: 'What devices may do with it' }),
  tags: Type.Array(tag),
  description: orNull(Type.String()),
  created: time('When it was uploaded'),
  modified: time('When it last changed'),
  owner: { ...owner, description: 'Who uploaded it' },
};

/** A file of the tenant as it is stored. */
export const StoredContent = Type.Object({
  ...Type.Omit(Type.Object(ownFields), ['hash', 'size', 'kind', 'name', 'key']).properties,
  file: StoredFile,
});
export type StoredContent = Static<typeof StoredContent>;

const { id, ...describedFields } = ownFields;
export const Content = Type.Object(
  {
    id,
    download_url: link('The file, without a key'),
    ...describedFields,
    enterprise: link('The enterprise'),
  },
  { $id: 'Content', description: 'A file of the tenant' },
);
export type Content = Static<typeof Content>;
export const ContentPage = pageOf(Content, 'files');

export const ContentUpload = Type.Object(
  { key: fileField('Any file') },
  { $id: 'ContentUpload', description: 'A file to upload' },
);

export const ContentUpdate = Type.Object(
  {
    tags: Type.Optional(Type.Array(tag)),
    description: Type.Optional(chosen(Type.String({ maxLength: 10_000 }), 'maxLength')),
  },
  {
    $id: 'ContentUpdate',
    description: 'The changes of a file; fields that are left out stay',
    examples: [{ tags: ['handout'], description: 'For the first week' }],
  },
);

export const ContentParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  content_id: Type.String({
    description: 'The number of the file. The vendor says UUID here, but returns a number',
    examples: [String(exampleContent)],
  }),
});

export const ContentsQuery = Type.Object({
  search: textFilter('Any part of name, description or a tag', 'handbook'),
  ...pageParameters('files'),
});
export type ContentsQuery = Static<typeof ContentsQuery>;
