export { groupId, groups } from './groups.js';
export { firstFreeId, users } from './users.js';
