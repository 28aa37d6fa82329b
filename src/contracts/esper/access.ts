import { allow } from '../../simulator/contract/access.js';

/** Who may write users: the vendor's console documentation says Enterprise Admin; its own staff may as well. */
export const administrators = allow('Enterprise Admin', 'Shoonya Admin');
