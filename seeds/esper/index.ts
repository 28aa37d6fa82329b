export { applicationId, applications, packageType, seededVersion } from './apps/applications.js';
export { contents, firstFreeContent } from './apps/contents.js';
export { filePart, filePartId } from './apps/files.js';
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
export { firstFreeId, users } from './users.js';
