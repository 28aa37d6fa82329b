import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../../annotations.js';

/** The switches of a policy, in the vendor's order, and what each forbids. */
const switches = {
  keyguardDisabled: 'the lock screen',
  safeBootDisabled: 'to start in safe mode',
  statusBarDisabled: 'the status bar',
  factoryResetDisabled: 'to reset the device',
  screenshotDisabled: 'screenshots',
  usbConnectivityDisabled: 'USB',
  smsDisabled: 'text messages',
  outgoingCallsDisabled: 'to call',
  cameraDisabled: 'the camera',
  nfcBeamDisabled: 'NFC',
  disablePlayStore: "Google's store",
  usbFileTransferDisabled: 'to transfer files by USB',
  tetheringDisabled: 'to share the connection',
  dateTimeConfigDisabled: 'to set the time',
  appUninstallDisabled: 'to uninstall apps',
  googleAssistantDisabled: "Google's assistant",
  disableLocalAppInstall: 'to install apps on the device itself',
  adbDisabled: 'the Android debug bridge',
};

const switchProperties = Object.fromEntries(
  Object.entries(switches).map(([name, forbidden]) => [
    name,
    Type.Boolean({ description: `Forbids ${forbidden}` }),
  ]),
) as Record<keyof typeof switches, ReturnType<typeof Type.Boolean>>;

const phoneNumbers = (description: string) =>
  Type.Array(Type.String({ maxLength: 15 }), { description });
const emails = (description: string) =>
  Type.Array(Type.String({ format: 'email' }), { description });

const partialObject = <T extends Parameters<typeof Type.Object>[0]>(
  properties: T,
  description: string,
) => Type.Partial(Type.Object(properties), { description });

/** What a policy allows and forbids. */
export const EnterprisePolicyData = Type.Partial(
  Type.Object({
    ...switchProperties,
    phonePolicy: partialObject(
      {
        incomingNumbers: phoneNumbers('Who may call; anyone when empty'),
        outgoingNumbers: phoneNumbers('Whom the device may call; anyone when empty'),
        dialer: stringEnum(['DEFAULT', 'SHOONYA'], { description: 'The app for calls' }),
      },
      'Calls',
    ),
    frpGoogles: Type.Array(
      partialObject(
        {
          type: stringEnum(['USER', 'ADMIN']),
          email: Type.String({ format: 'email' }),
          googleId: Type.String(),
        },
        'A Google account',
      ),
      { description: 'Accounts that may use the device after it was reset' },
    ),
    googleAccountPermission: partialObject(
      {
        maxAccount: Type.Integer({ description: 'How many accounts the device may have' }),
        emails: emails('Accounts that are allowed'),
        domains: Type.Array(Type.String(), { description: 'Domains of accounts' }),
      },
      'Google accounts that people may add',
    ),
    devicePasswordPolicy: partialObject(
      {
        passwordQuality: stringEnum(
          [
            'ALPHABETIC',
            'ALPHANUMERIC',
            'BIOMETRIC_WEAK',
            'COMPLEX',
            'NUMERIC',
            'NUMERIC_COMPLEX',
            'SOMETHING',
            'UNSPECIFIED',
          ].map((quality) => `PASSWORD_QUALITY_${quality}`),
          { description: 'What a password has to be made of' },
        ),
      },
      'The password of the lock screen',
    ),
    minimumPasswordLength: Type.Integer({ minimum: 4, description: 'The length of a password' }),
    permissionPolicy: stringEnum(
      ['PERMISSION_POLICY_PROMPT', 'PERMISSION_POLICY_AUTO_GRANT', 'PERMISSION_POLICY_AUTO_DENY'],
      { description: 'What happens when an app asks for a permission' },
    ),
    deviceUpdatePolicy: partialObject(
      {
        type: stringEnum([
          'TYPE_INSTALL_AUTOMATIC',
          'TYPE_POSTPONE',
          'TYPE_INSTALL_WINDOWED',
          'TYPE_INSTALL_DISABLED',
        ]),
        maintenanceStart: Type.Integer({ description: 'Minutes after midnight' }),
        maintenanceEnd: Type.Integer({ description: 'Minutes after midnight' }),
      },
      'When the system is updated',
    ),
    settingsAccessLevel: stringEnum(['SYSTEM', 'SHOONYA', 'NONE'], {
      description: 'Which settings people see',
    }),
    settingsAppPassword: Type.String({
      format: 'password',
      description: 'The password of the settings',
    }),
  }),
  { $id: 'EnterprisePolicyData', description: 'What a policy allows and forbids' },
);
export type EnterprisePolicyData = Static<typeof EnterprisePolicyData>;
