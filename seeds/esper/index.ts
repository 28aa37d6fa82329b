export { groups } from './groups.js';
export { seededBelow, users } from './users.js';
