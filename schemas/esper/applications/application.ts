import { type Static, Type } from '@sinclair/typebox';
import { inferred, ref } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, orNull, pageOf, pageParameters, textFilter, time } from '../values.js';
import { exampleApplication, exampleVersion } from './examples.js';
import { fileField } from './files.js';
import { dateFilters, limited, versionFields } from './values.js';

const ownFields = {
  id: uuid('The app', exampleApplication),
  application_name: limited('Its name', 255),
  package_name: limited('The name of its package', 255),
  developer: orNull(limited('Who made it', 255)),
  category: orNull(limited('What it is for', 255)),
  content_rating: Type.String({ description: 'A decimal number', examples: ['0.0'] }),
  compatibility: orNull(limited('The devices that it runs on')),
  created_on: time('When it was uploaded first'),
  updated_on: time('When it or one of its versions last changed'),
  is_active: Type.Boolean(),
  is_hidden: Type.Boolean({
    description: 'Whether lists leave it out unless they are asked for it',
  }),
};

/** An app as it is stored; its versions are documents of their own. */
export const StoredApplication = Type.Object(ownFields);
export type StoredApplication = Static<typeof StoredApplication>;

const { id: versionId, version_code, build_number, hash_string } = versionFields;
const { min_sdk_version, target_sdk_version } = versionFields;
const versionInList = {
  id: versionId,
  version_code,
  build_number,
  hash_string,
  min_sdk_version,
  target_sdk_version,
};
const iconUrl = link('The icon, without a key');
const releaseName = Type.String({ description: 'What the release is called; empty for no name' });

export const ApplicationVersion = Type.Object(
  {
    ...versionInList,
    download_url: link('The file, without a key'),
    icon_url: iconUrl,
    release_name: releaseName,
  },
  { $id: 'ApplicationVersion', description: 'A version of an app, as the app shows it' },
);
export type ApplicationVersion = Static<typeof ApplicationVersion>;

export const ApplicationVersionV1 = Type.Object(
  { ...versionInList, icon_url: iconUrl, release_name: releaseName },
  { $id: 'ApplicationVersionV1', description: 'The latest version of an app' },
);
export type ApplicationVersionV1 = Static<typeof ApplicationVersionV1>;

const { id, ...describedFields } = ownFields;
export const Application = Type.Object(
  {
    id,
    versions: Type.Array(ref(ApplicationVersion), { description: 'The newest first' }),
    ...describedFields,
    enterprise: link('The enterprise'),
  },
  { $id: 'Application', description: 'An app of the tenant' },
);
export type Application = Static<typeof Application>;
export const ApplicationPage = pageOf(Application, 'apps');

export const ApplicationV1 = Type.Object(
  {
    id,
    latest_version: Type.Optional(ref(ApplicationVersionV1)),
    application_name: ownFields.application_name,
    package_name: ownFields.package_name,
    is_hidden: ownFields.is_hidden,
    enterprise: link('The enterprise'),
  },
  {
    $id: 'ApplicationV1',
    description: 'An app of the tenant; one without versions has no `latest_version`',
  },
);
export type ApplicationV1 = Static<typeof ApplicationV1>;
export const ApplicationV1Page = pageOf(ApplicationV1, 'apps');

export const ApplicationUpload = Type.Object(
  { app_file: fileField('An APK') },
  { $id: 'ApplicationUpload', description: 'An app to upload' },
);
export const UploadedApplication = Type.Object(
  { application: ref(Application) },
  { $id: 'UploadedApplication', description: 'The app with its new version' },
);

export const ApplicationParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  application_id: uuid('The app', exampleApplication),
  version_id: uuid('The version', exampleVersion),
});

const onlyWhere = (description: string) => Type.Optional(Type.Boolean({ description }));

export const ApplicationsQuery = Type.Object({
  application_name: textFilter('Any part of the name', 'khan'),
  package_name: textFilter('Any part of the name of the package', 'khanacademy'),
  package_name_exact: textFilter(
    'Only the app with this name of its package',
    'org.khanacademy.android',
  ),
  has_uploaded_version: onlyWhere('Only apps with versions, or only those without'),
  category: textFilter('Only apps of this category, in letters of either case', 'Education'),
  supported_sdk: Type.Optional(
    Type.Integer({
      description: 'Only apps with a version that runs on this API level of Android',
    }),
  ),
  is_active: onlyWhere('Only active apps, or only others'),
  is_hidden: Type.Optional(
    Type.Boolean({ default: false, description: 'The apps that are hidden instead of the others' }),
  ),
  ...dateFilters,
  ...pageParameters('apps'),
});
export type ApplicationsQuery = Static<typeof ApplicationsQuery>;

export const InstallDevice = Type.Object(
  {
    id: uuid('The device', exampleApplication),
    device_name: Type.String(),
    alias_name: orNull(Type.String()),
    group_name: limited('The name of its group', 255),
  },
  { $id: 'InstallDevices', description: 'A device with a version of an app' },
);
export type InstallDevice = Static<typeof InstallDevice>;
export const InstallDevicePage = pageOf(InstallDevice, 'devices', 'InstallDevicePage');

const { limit, offset } = pageParameters('devices');
export const InstallDevicesQuery = Type.Object({
  search: inferred(textFilter('Any part of the names of device and group', 'NS-000')),
  limit,
  offset,
});
