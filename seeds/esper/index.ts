export { groups } from './groups.js';
export { users } from './users.js';
