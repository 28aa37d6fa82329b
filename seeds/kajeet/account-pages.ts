import type { AccountKind } from '../../schemas/kajeet/corps.js';
import { emailOf, people } from '../world/people.js';
import { type Organisation, organisations } from '../world/world.js';
import { kindsOf } from './corps.js';
import { accountMessages } from './messages.js';

/** A free-form document with its owner and name as id. */
export interface Preference {
  readonly wire: Readonly<Record<string, unknown>>;
  readonly internal: { readonly id: string };
}

/** Who is responsible for the account of an organisation, and how it pays. */
interface Account {
  readonly contact: string;
  readonly title: string;
  /** Without one the account is invoiced: there is no card on file. */
  readonly card?: {
    readonly brand: string;
    readonly lastFour: string;
    readonly expirationMonth: number;
    readonly expirationYear: number;
  };
  readonly deviceStatus?: string;
  readonly lostStolen?: string;
}

const accounts: Readonly<Record<string, Account>> = {
  'NORTHSTAR-ISD': {
    contact: 'Dana Whitfield',
    title: 'Director of Technology',
    card: { brand: 'Visa', lastFour: '4418', expirationMonth: 8, expirationYear: 2028 },
    deviceStatus:
      'This device is managed by Northstar ISD. For help, call the technology office at 585-555-0100.',
    lostStolen:
      'This device belongs to Northstar ISD and was reported missing. Please return it to any school office.',
  },
  // A public agency pays by purchase order, so that the documented 404 of a missing card can be seen.
  'METRO-TRANSIT': {
    contact: 'Nadia Petrov',
    title: 'Manager, Fleet Technology',
    deviceStatus: 'SVTA fleet equipment. Report a fault to the control center at 614-555-0114.',
    lostStolen: 'Property of Scioto Valley Transit Authority. Please hand it to any operator.',
  },
  'HARBOR-PLTE': { contact: 'Colin Mercer', title: 'Terminal Systems Manager' },
  'SUMMIT-WBU': {
    contact: 'Bridget Falk',
    title: 'Operations Director',
    deviceStatus: 'Front Range Utility Services field device. Help desk: 303-555-0116.',
    card: { brand: 'Mastercard', lastFour: '0927', expirationMonth: 11, expirationYear: 2027 },
  },
  'ATLAS-ASB': {
    contact: 'Andre Thibault',
    title: 'VP, Network Services',
    card: { brand: 'American Express', lastFour: '1005', expirationMonth: 3, expirationYear: 2029 },
    deviceStatus: 'Property of Atlas Freight Lines. Dispatch: 901-555-0117.',
  },
};

/** The card on file of an account, if it pays by card. */
export function cardOf(account: string): Account['card'] {
  return accounts[account]?.card;
}

/** The account pages of every account: contact, card, messages, and the notifications of its responsible. */
export function accountPages(): Preference[] {
  return organisations
    .filter(({ parent }) => parent === undefined)
    .flatMap((organisation) => pagesOf(organisation, kindsOf(organisation.id)));
}

function pagesOf(organisation: Organisation, kinds: readonly AccountKind[]): Preference[] {
  const { id } = organisation;
  const account = accounts[id];
  const person = people.find(
    ({ firstName, lastName }) => `${firstName} ${lastName}` === account?.contact,
  );
  if (!account || !person) return [];
  const { street, city, state, zip, timeZone } = organisation;
  const { username, firstName, lastName, phone } = person;
  const email = emailOf(person);
  const contact = { firstName, lastName, title: account.title, email, phone };
  const pages = [
    preference(`${id} contactInformation`, { ...contact, street, city, state, zip, timeZone }),
  ];
  // The other pages are not for PLTE accounts.
  if (kinds.includes('plte')) return pages;
  const { deviceStatus = accountMessages.deviceStatus, lostStolen = accountMessages.lostStolen } =
    account;
  pages.push(
    preference(`${id} deviceStatusMessage`, { message: deviceStatus }),
    preference(`${id} lostStolenMessage`, { message: lostStolen }),
    preference(`user ${username} emailNotification`, { dormantDeviceEmail: true }),
  );
  if (account.card)
    pages.push(preference(`${id} card`, { ...account.card, nameOnCard: account.contact }));
  return pages;
}

function preference(id: string, wire: Preference['wire']): Preference {
  return { wire, internal: { id } };
}
