import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, orNull, pageOf, pageParameters, textFilter, time } from '../values.js';
import { exampleDevice } from './example.js';

const nonEmpty = (description: string, maxLength?: number) =>
  Type.String({ description, minLength: 1, ...(maxLength && { maxLength }) });

/** An app of the first seeded device. */
const exampleApp = '3aab1505-9330-5927-87d2-2882dd12ce9f';

const DeviceAppPermission = Type.Object(
  {
    id: uuid('The permission', exampleApp),
    permission: nonEmpty('Its name in Android', 255),
    grant_state: stringEnum([
      'PERMISSION_GRANT_STATE_DEFAULT',
      'PERMISSION_GRANT_STATE_DENIED',
      'PERMISSION_GRANT_STATE_GRANTED',
    ]),
    created_on: time('When it was first reported'),
    updated_on: time('When it last changed'),
    is_active: Type.Boolean(),
    app: uuid('The app of the device', exampleApp),
  },
  { $id: 'DeviceAppPermission', description: 'What an app may do' },
);

export const DeviceApp = Type.Object(
  {
    id: uuid('The app on this device', exampleApp),
    permissions: Type.Array(Type.Unsafe<Static<typeof DeviceAppPermission>>(DeviceAppPermission)),
    app_name: nonEmpty('Its name'),
    package_name: nonEmpty('The name of its package', 255),
    whitelisted: Type.Boolean({ description: 'Whether people may open it' }),
    is_data_clearable: Type.Boolean({ description: 'Whether its data can be deleted' }),
    is_uninstallable: Type.Boolean({ description: 'Whether it can be removed' }),
    product_id: orNull(nonEmpty('The product at Google', 255)),
    version_code: orNull(nonEmpty('The number of its version', 128)),
    version_name: orNull(nonEmpty('The name of its version', 128)),
    created_on: time('When it was installed'),
    updated_on: time('When it last changed'),
    is_active: Type.Boolean(),
    device: uuid('The device', exampleDevice),
  },
  { $id: 'DeviceApp', description: 'An app on a device' },
);
export type DeviceApp = Static<typeof DeviceApp>;
export const DeviceAppPage = pageOf(DeviceApp, 'apps');

const installStates = [
  'NOT_INSTALLED',
  'INSTALL_IN_PROGRESS',
  'UNINSTALL_IN_PROGRESS',
  'INSTALL_SUCCESS',
  'INSTALL_FAILED',
  'UNINSTALL_SUCCESS',
  'UNINSTALL_FAILED',
] as const;

export const AppInstall = Type.Object(
  {
    id: uuid('The installation', exampleApp),
    application: Type.Object({
      application_name: Type.String(),
      package_name: Type.String(),
      version: Type.Object({
        app_version_id: uuid('The version', exampleApp),
        version_code: Type.String(),
        build_number: Type.String(),
        hash_string: Type.String(),
      }),
      is_enabled: Type.Boolean(),
    }),
    install_state: stringEnum(installStates),
    reason_details: orNull(nonEmpty('Why it failed')),
    created_on: time('When it began'),
    updated_on: time('When it last changed'),
    is_active: Type.Boolean(),
    enterprise: link('The enterprise'),
    device: link('The device'),
  },
  { $id: 'AppInstall', description: 'The installation of an app on a device' },
);
export type AppInstall = Static<typeof AppInstall>;
export const AppInstallPage = pageOf(AppInstall, 'installations');

/** An app of the tenant that was installed on a device. */
export const InstalledApp = Type.Object({
  package_name: Type.String(),
  install_state: stringEnum(installStates),
  on: Type.String({ description: 'When it was installed' }),
  /** The version as it was when it was installed; that of the first content when left out. */
  version: Type.Optional(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      version_code: Type.String(),
      build_number: Type.Union([Type.String(), Type.Null()]),
      hash: Type.String(),
    }),
  ),
});
export type InstalledApp = Static<typeof InstalledApp>;

export const DeviceAppParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  device_id: uuid('The device', exampleDevice),
  app_id: uuid('The app on this device', exampleApp),
});

export const DeviceAppsQuery = Type.Object({
  package_name: textFilter('Only the app of this package', 'com.android.chrome'),
  whitelisted: textFilter(
    '`true` or `false`: only apps that people may open, or only others',
    'true',
  ),
  search: textFilter('Any part of the names of app and package', 'chrome'),
  ...pageParameters(),
});
export type DeviceAppsQuery = Static<typeof DeviceAppsQuery>;

export const AppInstallsQuery = Type.Object({
  device: textFilter('Only installations on the device with this identifier', exampleDevice),
  package_name: textFilter('Only the app of this package', 'org.khanacademy.android'),
  application_name: textFilter(
    'Only the app of this name, in letters of either case',
    'Khan Academy',
  ),
  install_state: textFilter('Only installations in this state', 'INSTALL_SUCCESS'),
  ...pageParameters(),
});
export type AppInstallsQuery = Static<typeof AppInstallsQuery>;
