import { isInMainOrganisation } from './world.js';

/** Somebody in the default world. Names stay the same in every seed, so that people and tests may rely on them. */
export interface Person {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly organisation: string;
  /** E.164; numbers that are kept for fiction. */
  readonly phone: string;
}

/** Who works where, by name. */
const staff: Readonly<Record<string, readonly string[]>> = {
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

/** Everybody whom more than one vendor knows. */
export const people: readonly Person[] = Object.entries(staff)
  .flatMap(([organisation, names]) => names.map((name) => ({ name, organisation })))
  .map(({ name, organisation }, index) => {
    const [firstName = '', lastName = ''] = name.split(' ');
    const phone = `+15855550${100 + index}`;
    return { username: usernameOf(name), firstName, lastName, organisation, phone };
  });

/** The person with a name. */
export function findPerson(name: string): Person {
  const found = people.find(({ username }) => username === usernameOf(name));
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

/** The login name that a person has everywhere. */
export function usernameOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '.');
}

/** The e-mail address of a login name at an organisation; the domains are reserved and never deliver. */
export function emailOf({
  username,
  organisation,
}: Pick<Person, 'username' | 'organisation'>): string {
  return `${username}@${organisation.split('-')[0]?.toLowerCase()}.example`;
}

/** Those who work at the main organisation or a part of it. */
export function mainOrganisationPeople(): Person[] {
  return people.filter(({ organisation }) => isInMainOrganisation(organisation));
}
