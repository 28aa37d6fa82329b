export { corps } from './corps.js';
export { devices } from './devices.js';
export { labels } from './labels.js';
export { users } from './users.js';
