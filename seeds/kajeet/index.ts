export { corps, labels } from './corps.js';
export { devices } from './devices.js';
export { users } from './users.js';
