export { applicationId, applications, packageType, seededVersion } from './apps/applications.js';
export { contents, firstFreeContent } from './apps/contents.js';
export { filePart, filePartId } from './apps/files.js';
export { blueprints } from './blueprints.js';
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
export { enterprise, firstShiftedDate, foundedOn } from './enterprise.js';
export { groupId, groups } from './groups.js';
export { defaultPlace, geofences, type Place, placeOf } from './places.js';
export { googlePolicyId, lastSeededPolicy, policies } from './policies.js';
export { subscriptions, topicOf } from './subscriptions.js';
export {
  connections,
  firstFreeToken,
  invites,
  personalTokens,
  roles,
} from './tenant.js';
export { firstFreeId, users } from './users.js';
