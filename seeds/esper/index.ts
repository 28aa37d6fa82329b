export { groups } from './groups.js';
export { firstFreeId as seededBelow, users } from './users.js';
