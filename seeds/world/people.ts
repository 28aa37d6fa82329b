import {
  isInMainOrganisation,
  type Organisation,
  organisationPath,
  organisations,
} from './world.js';

/** A person in the default world. Names are the same with every seed, so that users and tests can rely on them. */
export interface Person {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly organisation: string;
  /** E.164, from the range that is reserved for fiction. */
  readonly phone: string;
}

/** Names of the people of each organisation. */
const namesByOrganisation: Readonly<Record<string, readonly string[]>> = {
  'NORTHSTAR-ISD': [
    'Dana Whitfield',
    'Marcus Oyelaran',
    'Priya Raman',
    'Tomas Lindqvist',
    'Helen Abara',
    'Victor Salcedo',
    'Joanne Keller',
    'Samuel Brandt',
    'Ruth Castellano',
    'Leon Marchetti',
    'Grace Nakamura',
    'Omar Haddad',
    'Walter Pruitt',
  ],
  'NORTHSTAR-HIGH': ['Elena Duarte'],
  'METRO-TRANSIT': ['Nadia Petrov'],
  'HARBOR-PLTE': ['Colin Mercer'],
  'SUMMIT-WBU': ['Bridget Falk'],
  'ATLAS-ASB': ['Andre Thibault'],
  'ATLAS-EAST': ['Simone Achterberg'],
};

/** The people that exist at more than one vendor. */
export const people: readonly Person[] = Object.entries(namesByOrganisation)
  .flatMap(([organisation, names]) => names.map((name) => ({ name, organisation })))
  .map(({ name, organisation }, index) => {
    const [firstName = '', lastName = ''] = name.split(' ');
    const { areaCode } = organisationPath(organisation)[0] as Organisation;
    const phone = `+1${areaCode}5550${100 + index}`;
    return { username: usernameOf(name), firstName, lastName, organisation, phone };
  });

/** Finds a person by full name. Throws when there is none. */
export function findPerson(name: string): Person {
  const found = people.find(({ username }) => username === usernameOf(name));
  if (!found) throw new Error(`there is no person ${name}`);
  return found;
}

/** The login name of a person, the same at every vendor: without accents and other signs. */
export function usernameOf(name: string): string {
  const plain = name.normalize('NFD').toLowerCase().replaceAll(' ', '.');
  return plain.replace(/[^a-z0-9.]/g, '');
}

/** The e-mail address of a person. The `.example` domains are reserved, so that no mail is ever delivered. */
export function emailOf({
  username,
  organisation,
}: Pick<Person, 'username' | 'organisation'>): string {
  const [account = ''] = organisation.split('-');
  // An organisation may have been added to a sandbox, so that only what its id begins with is known.
  const known = organisations.find(({ id, parent }) => !parent && id.startsWith(`${account}-`));
  return `${username}@${known?.mailDomain ?? account.toLowerCase()}.example`;
}

/** The people of the main organisation and its parts. */
export function mainOrganisationPeople(): Person[] {
  return people.filter(({ organisation }) => isInMainOrganisation(organisation));
}
