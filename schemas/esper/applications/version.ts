import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { chosen, observed, stringEnum } from '../../annotations.js';
import { uuid } from '../profiles.js';
import { link, orNull, pageOf, pageParameters, textFilter, time } from '../values.js';
import { exampleVersion } from './examples.js';
import { StoredFile } from './files.js';
import { approvalStates, dateFilters, limited, releaseTracks, versionFields } from './values.js';

const { id, version_code, build_number, hash_string, approval_status } = versionFields;
const { min_sdk_version, target_sdk_version } = versionFields;
const release_name = orNull(limited('What the release is called', 255));
const release_comments = orNull(limited('What is new'));
const release_track = orNull(stringEnum(releaseTracks));
const created_on = time('When it was uploaded');
const updated_on = time('When it last changed');
const is_enabled = Type.Boolean({ description: 'Whether it may be installed' });
const is_default = Type.Boolean({
  default: false,
  description: 'Whether it is the version that is installed when none is named',
});
const is_g_play = Type.Boolean({ description: "Whether it comes from Google's store" });

/** A version as it is stored. */
export const StoredVersion = Type.Object({
  id,
  application: Type.String(),
  version_code,
  build_number,
  min_sdk_version,
  target_sdk_version,
  release_name,
  release_comments,
  release_track,
  approval_status,
  is_enabled,
  is_default,
  /** The names of the permissions that its package asks for. */
  permissions: Type.Array(Type.String()),
  created_on,
  updated_on,
  file: StoredFile,
});
export type StoredVersion = Static<typeof StoredVersion>;

const AppPermission = Type.Object(
  {
    id: uuid('The permission', exampleVersion),
    permission: limited('Its name in Android', 255),
    grant_state: stringEnum(['Default', 'Denied', 'Granted']),
    created_on: time('When it was first seen'),
    updated_on: time('When it last changed'),
    is_active: Type.Boolean(),
    enterprise: link('The enterprise'),
    app_version: link('The version'),
  },
  { $id: 'AppPermission', description: 'What a version may do' },
);

const installed_count = Type.Integer({ description: 'The number of devices that have it' });
const size_in_mb = Type.Number({ description: 'The size of the file' });
const application = link('The app');
const enterprise = link('The enterprise');

export const AppVersion = Type.Object(
  {
    id,
    installed_count,
    permissions: Type.Array(Type.Unsafe<Static<typeof AppPermission>>(AppPermission)),
    app_file: link('The file, without a key'),
    app_icon: orNull(link('The icon, without a key')),
    version_code,
    /** Only in the newer format, which has no `build_number`. */
    version_name: Type.Optional(
      observed(limited('What the version is called, with legacy_format=false', 128)),
    ),
    build_number: Type.Optional(build_number),
    size_in_mb,
    hash_string,
    release_name,
    release_comments,
    release_track,
    created_on,
    updated_on,
    min_sdk_version,
    target_sdk_version,
    is_enabled,
    enterprise,
    application,
    approval_status,
  },
  { $id: 'AppVersion', description: 'A version of an app' },
);
export type AppVersion = Static<typeof AppVersion>;
export const AppVersionPage = pageOf(AppVersion, 'versions');

export const AppVersionV1 = Type.Object(
  {
    id,
    installed_count,
    is_g_play,
    app_file: orNull(link('The file, without a key')),
    app_icon: orNull(link('The icon, without a key')),
    version_code,
    build_number,
    min_sdk_version,
    enterprise,
    application,
    release_name: orNull(
      Type.String({ maxLength: 255, description: 'What the release is called' }),
    ),
    release_comments: orNull(Type.String({ description: 'What is new' })),
    approval_status: { ...approval_status, maxLength: 50, default: 'APPROVED' },
    release_date: time('When it was uploaded'),
    size_in_mb: { ...size_in_mb, default: 0 },
    is_default,
    created_on,
  },
  { $id: 'AppVersionV1', description: 'A version of an app' },
);
export type AppVersionV1 = Static<typeof AppVersionV1>;
export const AppVersionV1Page = pageOf(AppVersionV1, 'versions');

/** A text that a change sets, with the length that responses allow. */
const changed = (description: string, maxLength?: number) =>
  chosen(limited(description, maxLength), 'minLength', 'maxLength');

const changes = {
  release_name: changed('What the release is called', 255),
  min_sdk_version: changed('The lowest API level of Android that it runs on', 10),
  build_number: changed('The number of the version in its package', 100),
  version_code: changed('What the version is called in its package', 50),
  approval_status: stringEnum(approvalStates),
  is_default: Type.Boolean({ description: 'True makes it the default instead of the one before' }),
};
const partial = (properties: Record<string, TSchema>, $id: string) =>
  Type.Object(
    Object.fromEntries(
      Object.entries(properties).map(([name, each]) => [name, Type.Optional(each)]),
    ),
    {
      $id,
      description: 'The changes of a version; fields that are left out stay',
      examples: [{ release_name: 'Spring' }],
    },
  );

export const AppVersionUpdate = partial(
  {
    ...changes,
    release_comments: changed('What is new'),
    release_track: stringEnum(releaseTracks),
    is_enabled: Type.Boolean({ description: 'Whether it may be installed' }),
    target_sdk_version: changed('The API level of Android that it was made for', 10),
  },
  'AppVersionUpdate',
);
export const AppVersionV1Update = partial(changes, 'AppVersionV1Update');

const onlyWhere = (description: string) => Type.Optional(Type.Boolean({ description }));

const legacy_format = Type.Optional(
  observed(
    Type.Boolean({
      default: true,
      description:
        "False shows what the version is called as `version_name` and its number as `version_code`, without `build_number`, as the vendor's client describes it",
    }),
  ),
);

export const AppVersionsV1Query = Type.Object({
  version_code: textFilter('Only the version that is called like this', '8.0.5'),
  build_number: textFilter('Only the version with this number', '8000500'),
  is_g_play: onlyWhere("Only versions from Google's store, or only uploaded ones"),
  approval_status: Type.Optional(stringEnum(approvalStates)),
  is_enabled: onlyWhere('Only versions that may be installed, or only others'),
  is_default: onlyWhere('Only the default version, or only others'),
  ...dateFilters,
  ...pageParameters('versions'),
  ordering: Type.Optional(
    Type.String({
      description:
        'version_code, build_number, created_on or updated_on, with a minus before it for the reverse order; others are ignored',
      examples: ['-created_on'],
    }),
  ),
});
export type AppVersionsV1Query = Static<typeof AppVersionsV1Query>;
export const AppVersionsQuery = Type.Object({ ...AppVersionsV1Query.properties, legacy_format });

const request_id = Type.Optional(Type.String({ description: 'Has no effect' }));
export const AppVersionQuery = Type.Object({ request_id, legacy_format });
export type AppVersionQuery = Static<typeof AppVersionQuery>;
export const AppVersionDeletionQuery = Type.Object({ request_id });
