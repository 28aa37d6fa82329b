import type { StoredPolicy } from '../../schemas/esper/policies/policy.js';
import type { EnterprisePolicyData } from '../../schemas/esper/policies/policy-data.js';
import { uuidOf } from '../world/identifiers.js';
import { foundedOn } from './enterprise.js';

/** The numbers of the seeded policies. */
export const policyIds = { students: 1, transportation: 2, signage: 3 } as const;

/** The highest number of a seeded policy. */
export const lastSeededPolicy = Math.max(...Object.values(policyIds));

const common: EnterprisePolicyData = {
  safeBootDisabled: true,
  factoryResetDisabled: true,
  adbDisabled: true,
  dateTimeConfigDisabled: true,
  permissionPolicy: 'PERMISSION_POLICY_AUTO_GRANT',
  settingsAccessLevel: 'SHOONYA',
};

/** The policies of the district, which every tablet follows one of. */
export function policies(): StoredPolicy[] {
  return [
    policy(policyIds.students, 'Student tablets', 'For tablets of classrooms and those on loan', {
      ...common,
      usbFileTransferDisabled: true,
      smsDisabled: true,
      outgoingCallsDisabled: true,
      disableLocalAppInstall: true,
      googleAccountPermission: { maxAccount: 1, emails: [], domains: ['northstar.example'] },
      devicePasswordPolicy: { passwordQuality: 'PASSWORD_QUALITY_NUMERIC' },
      minimumPasswordLength: 4,
      deviceUpdatePolicy: {
        type: 'TYPE_INSTALL_WINDOWED',
        maintenanceStart: 120,
        maintenanceEnd: 300,
      },
    }),
    policy(policyIds.transportation, 'Bus tablets', 'For rugged tablets in buses', {
      ...common,
      keyguardDisabled: true,
      cameraDisabled: true,
      screenshotDisabled: true,
      phonePolicy: {
        incomingNumbers: ['+15855550140'],
        outgoingNumbers: ['+15855550140', '911'],
        dialer: 'SHOONYA',
      },
      deviceUpdatePolicy: { type: 'TYPE_POSTPONE' },
    }),
    policy(policyIds.signage, 'Wall tablets', 'For wall tablets that show one app', {
      ...common,
      keyguardDisabled: true,
      statusBarDisabled: true,
      appUninstallDisabled: true,
      settingsAccessLevel: 'NONE',
      deviceUpdatePolicy: { type: 'TYPE_INSTALL_AUTOMATIC' },
    }),
  ];
}

function policy(
  id: number,
  name: string,
  description: string,
  data: EnterprisePolicyData,
): StoredPolicy {
  return {
    id,
    uuid: uuidOf(`esper policy ${id}`),
    name,
    description,
    google_policy_id: googlePolicyId(id),
    policy: data,
    updated_on: '2025-08-18T13:20:00Z',
    created_on: foundedOn,
    is_active: true,
  };
}

/** The identifier of a policy at Google. */
export function googlePolicyId(id: number): string {
  return `policy_${uuidOf(`esper google policy ${id}`).slice(0, 8)}`;
}
