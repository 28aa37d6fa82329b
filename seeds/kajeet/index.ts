export { accountPages } from './account-pages.js';
export { corps } from './corps.js';
export { additionalDevice, devices } from './devices/devices.js';
export { categories, labels } from './labels.js';
export { users } from './users.js';
