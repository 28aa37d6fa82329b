export { commands } from './commands.js';
export {
  type AppPackage,
  googleApps,
  schoolApps,
  seededInstalls,
  systemApps,
} from './devices/apps.js';
export { additionalDevice, devices } from './devices/devices.js';
export { tabletModel } from './devices/models.js';
export { enterprise, foundedOn } from './enterprise.js';
export { groupId, groups } from './groups.js';
export {
  connections,
  firstFreeToken,
  invites,
  personalTokens,
  roles,
} from './tenant.js';
export { firstFreeId, users } from './users.js';
