import { Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import { type StoredFile, signatureQuery } from '../../../../schemas/esper/applications/files.js';
import {
  Content,
  ContentPage,
  ContentParams,
  ContentsQuery,
  ContentUpdate,
  ContentUpload,
  exampleContentSignature,
  maxContentName,
  type StoredContent,
} from '../../../../schemas/esper/content/content.js';
import { firstFreeContent } from '../../../../seeds/esper/index.js';
import { publicAccess } from '../../../simulator/contract/access.js';
import { type Operation, operation, pickDeclared } from '../../../simulator/contract/operation.js';
import { badRequest, fieldError, notFound } from '../../../simulator/contract/problem.js';
import { paddedKey } from '../../../store/documents/collection.js';
import { containsText } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { administrators } from '../access.js';
import { contents as collection, contentSequence } from '../collections.js';
import { downloads, manageSpec as evidence } from '../evidence.js';
import { storeUploadedFile } from '../files/store-upload.js';
import { fileResponse, releaseFile } from '../files/stored-files.js';
import { tooLarge, uploadParams } from '../files/upload-declarations.js';
import { callingUser } from '../identity.js';
import { linksFor } from '../links.js';
import { arrayPage } from '../paging.js';
import { resource } from '../resource.js';
import { enterprises } from '../tenant/lookup.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { presentContent } from './present.js';

const url = '/v0/enterprise/:enterprise_id/content/';
const part = 'key';

const content = resource({
  collection,
  url,
  id: 'content_id',
  noun: 'content',
  params: ContentParams,
  model: Content,
  evidence,
  key: ({ content_id }) => contentKey(content_id),
  present: (request, { wire }) => presentContent(linksFor(request), wire),
  afterDelete: ({ sandbox }, { file }) => releaseFile(sandbox, file),
});

/** Files for devices. */
export const contentOperations: readonly Operation[] = [
  content.list({
    operationId: 'getAllContent',
    summary: 'List content in the enterprise',
    description: 'In the order of their upload.',
    querystring: ContentsQuery,
    page: ContentPage,
    handler(request) {
      const { search = '' } = request.query as ContentsQuery;
      const links = linksFor(request);
      const matching = request.sandbox
        .documents(collection)
        .all({})
        .map(({ wire }) => wire)
        .filter(({ file, description, tags }) =>
          [file.name, description ?? '', ...tags].some((text) => containsText(text, search)),
        );
      return arrayPage(request, matching, (each) => presentContent(links, each));
    },
  }),
  operation({
    method: 'POST',
    url: `${url}upload/`,
    config: {
      access: administrators,
      evidence,
      effect: 'change',
      acceptsFile: { part, types: ['multipart/form-data'] },
      refusals: {
        ...tooLarge,
        415: 'The body is not a multipart form.',
      },
    },
    schema: {
      operationId: 'postContent',
      summary: 'Upload new content',
      description: 'Upload a file of any type. Files may have the same name.',
      params: uploadParams(ContentParams),
      body: ref(ContentUpload),
      response: { 200: ref(Content) },
    },
    handler(request) {
      enterprises.require(request);
      const { sandbox, body } = request;
      const uploaded = body[part];
      const links = linksFor(request);
      const { id, username } = callingUser(request);
      return storeUploadedFile({
        sandbox,
        uploaded: { ...uploaded, type: mediaTypeOf(uploaded.type) },
        async prepare() {
          const error = uploadError(uploaded);
          if (error !== undefined) throw badRequest(fieldError(part, error));
        },
        finish: (target, file) => presentContent(links, addContent(target, file, { id, username })),
      });
    },
  }),
  content.read({ operationId: 'getContent', summary: 'Get content information' }),
  content.update({
    method: 'PATCH',
    operationId: 'patchContent',
    summary: 'Patch a content instance',
    isBodyOptional: true,
    body: ContentUpdate,
    update({ sandbox, body }, before) {
      const sent = pickDeclared(ContentUpdate, body);
      if (Object.keys(sent).length === 0) return before;
      return { ...before, ...sent, modified: currentTimestamp(sandbox) };
    },
  }),
  content.delete({
    operationId: 'deleteContent',
    summary: 'Delete Content',
    description: 'Delete a file.',
  }),
];

/** What links to files lead to. */
export const contentDownloads: readonly Operation[] = [
  operation({
    method: 'GET',
    url: `${url}:content_id/file/`,
    config: { access: publicAccess, evidence: downloads, effect: 'read' },
    schema: {
      operationId: 'downloadContent',
      summary: 'Download a content file',
      description: 'Where download_url leads. It needs no key.',
      params: ContentParams,
      querystring: signatureQuery(exampleContentSignature),
      response: {
        200: {
          description: 'The file, with the media type that it was uploaded with',
          content: { '*/*': { schema: Type.String({ format: 'binary' }) } },
        },
      },
    },
    handler({ sandbox, params, query }) {
      const found = sandbox.documents(collection).get(contentKey(params.content_id))?.wire;
      if (!found) throw notFound(`There is no content ${params.content_id}`);
      return fileResponse(sandbox, found.file, { ...query, type: found.file.type });
    },
  }),
];

/** The key of the file with a number; one of no file for another text. */
function contentKey(id: string): string {
  return /^\d{1,12}$/.test(id) ? paddedKey(Number(id)) : id;
}

/** The media type of a file as it can be sent again: that of unknown bytes for a malformed one. */
function mediaTypeOf(type: string): string {
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(type) ? type : 'application/octet-stream';
}

function uploadError({ name, size }: { name: string; size: number }): string | undefined {
  if (size === 0) return 'must not be empty';
  return name.length > maxContentName
    ? `must have a name of at most ${maxContentName} characters, not ${name.length}`
    : undefined;
}

function addContent(
  sandbox: Sandbox,
  file: StoredFile,
  owner: StoredContent['owner'],
): StoredContent {
  const now = currentTimestamp(sandbox);
  const created: StoredContent = {
    id: firstFreeContent + sandbox.sequences.next(contentSequence),
    is_dir: false,
    path: '/',
    permissions: 'read',
    tags: [],
    description: null,
    created: now,
    modified: now,
    owner,
    file,
  };
  sandbox.documents(collection).insert(created, {});
  return created;
}
