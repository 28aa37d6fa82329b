/** The default time of a frozen clock: a school day, at noon in New York. */
export const defaultInstant = '2026-03-10T16:00:00.000Z';

/** An organisation or a part of one. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly parent?: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly timeZone: string;
  /** The name before `.example` in its mail addresses; by default what its id begins with. */
  readonly mailDomain?: string;
  /** The telephone area code of its city. */
  readonly areaCode: string;
  readonly street: string;
  /** Number of devices. In the main organisation it is a weight, because a setting decides the size of its fleet. */
  readonly devices: number;
}

/** The organisation that owns the main fleet, with its parts. */
export const mainOrganisation = 'NORTHSTAR-ISD';

/** The organisations of the default world. */
export const organisations: readonly Organisation[] = [
  {
    id: 'NORTHSTAR-ISD',
    name: 'Northstar Independent School District',
    city: 'Rochester',
    state: 'NY',
    zip: '14614',
    timeZone: 'America/New_York',
    areaCode: '585',
    street: '131 West Broad Street',
    devices: 20,
  },
  {
    id: 'NORTHSTAR-HIGH',
    name: 'Northstar High School',
    parent: 'NORTHSTAR-ISD',
    city: 'Rochester',
    state: 'NY',
    zip: '14607',
    timeZone: 'America/New_York',
    areaCode: '585',
    street: '480 Meigs Street',
    devices: 45,
  },
  {
    id: 'NORTHSTAR-ELEM',
    name: 'Northstar Elementary School',
    parent: 'NORTHSTAR-ISD',
    city: 'Rochester',
    state: 'NY',
    zip: '14609',
    timeZone: 'America/New_York',
    areaCode: '585',
    street: '75 Grafton Avenue',
    devices: 22,
  },
  {
    id: 'NORTHSTAR-BUS',
    name: 'Northstar Transportation',
    parent: 'NORTHSTAR-ISD',
    city: 'Rochester',
    state: 'NY',
    zip: '14621',
    timeZone: 'America/New_York',
    areaCode: '585',
    street: '835 Hudson Avenue',
    devices: 13,
  },
  {
    id: 'NORTHSTAR-SPARE',
    name: 'Northstar Spare Pool',
    parent: 'NORTHSTAR-ISD',
    city: 'Rochester',
    state: 'NY',
    zip: '14614',
    timeZone: 'America/New_York',
    areaCode: '585',
    street: '131 West Broad Street',
    devices: 0,
  },
  {
    id: 'METRO-TRANSIT',
    name: 'Scioto Valley Transit Authority',
    mailDomain: 'svta',
    city: 'Columbus',
    state: 'OH',
    zip: '43215',
    timeZone: 'America/New_York',
    areaCode: '614',
    street: '60 East Spring Street',
    devices: 60,
  },
  {
    id: 'HARBOR-PLTE',
    name: 'Pacific Gateway Container Terminal',
    mailDomain: 'pacificgateway',
    city: 'Long Beach',
    state: 'CA',
    zip: '90802',
    timeZone: 'America/Los_Angeles',
    areaCode: '562',
    street: '1281 Pier G Way',
    devices: 24,
  },
  {
    id: 'SUMMIT-WBU',
    name: 'Front Range Utility Services',
    mailDomain: 'frontrange',
    city: 'Denver',
    state: 'CO',
    zip: '80202',
    timeZone: 'America/Denver',
    areaCode: '303',
    street: '1801 Wazee Street',
    devices: 20,
  },
  {
    id: 'ATLAS-ASB',
    name: 'Atlas Freight Lines',
    mailDomain: 'atlasfreight',
    city: 'Memphis',
    state: 'TN',
    zip: '38116',
    timeZone: 'America/Chicago',
    areaCode: '901',
    street: '2950 Airways Boulevard',
    devices: 30,
  },
  {
    id: 'ATLAS-EAST',
    name: 'Atlas Freight Lines, Newark Terminal',
    parent: 'ATLAS-ASB',
    city: 'Newark',
    state: 'NJ',
    zip: '07105',
    timeZone: 'America/New_York',
    areaCode: '973',
    street: '410 Doremus Avenue',
    devices: 15,
  },
];

/** The password of a seeded person. It is public and derived from the username, so that callers can compute it. */
export function seededPassword(username: string): string {
  return `demo-${username}`;
}

/** The ancestors of an organisation and itself, outermost first. Throws when there is no such organisation. */
export function organisationPath(id: string): readonly Organisation[] {
  const found = organisations.find((organisation) => organisation.id === id);
  if (!found) throw new Error(`there is no organisation ${id}`);
  return found.parent ? [...organisationPath(found.parent), found] : [found];
}

/** Whether an organisation is the main organisation or a part of it. */
export function isInMainOrganisation(id: string): boolean {
  return organisationPath(id)[0]?.id === mainOrganisation;
}
