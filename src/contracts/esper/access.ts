import { allow } from '../../simulator/contract/access.js';

/** The roles that may write. The vendor's console documentation says Enterprise Admin; the vendor's staff may do the same. */
export const administrators = allow('Enterprise Admin', 'Shoonya Admin');
