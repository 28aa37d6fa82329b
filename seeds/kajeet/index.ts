export { accountPages } from './account-pages.js';
export { balanceTransfers, buckets, cardTransactions } from './balances.js';
export { corps } from './corps.js';
export { additionalDevice, devices } from './devices/devices.js';
export { eSimStock, eSimStockId } from './esim-stock.js';
export { categories, labels } from './labels.js';
export { users } from './users.js';
