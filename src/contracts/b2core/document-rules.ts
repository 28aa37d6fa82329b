import { fullName, type StoredProfile } from '../../../schemas/b2core/profiles.js';
import { additionalPerson } from '../../../seeds/world/additional-people.js';
import { usernameOf } from '../../../seeds/world/people.js';
import {
  type ContractData,
  type DataStep,
  documentRules,
  type WorldSections,
} from '../../simulator/data/rules.js';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import {
  accounts,
  apps,
  clicks,
  countries,
  ibTypes,
  payments,
  processes,
  profiles,
  regions,
  relations,
  trades,
  users,
} from './collections.js';
import { findRegion } from './countries/lookup.js';
import { newStamp } from './identifiers.js';
import { ibTypeRules } from './partners/ib-types.js';
import { relationRules } from './partners/relations.js';
import { processRules } from './processes/operations.js';
import { newContact, validateContact } from './profiles/contact-validation.js';
import { bannerRules } from './promotion/banners.js';
import { qrCodeRules } from './promotion/qr-codes.js';
import { accountRules } from './trading/accounts.js';
import { platformRules } from './trading/platforms.js';
import { symbolRules } from './trading/symbols.js';
import { tradeRules } from './trading/trades.js';

const appRules = documentRules({
  collection: apps,
  description: 'Apps that are registered in the Back Office',
  columns: ['name', 'clientId', 'enabled', 'persona', 'purpose'],
  nameFields: ['name'],
  keyField: '/wire/clientId',
  generate: ({ number }) => ({
    wire: {
      clientId: `app-${number}`,
      name: `App ${number}`,
      enabled: true,
      persona: `app ${number}`,
      purpose: '',
    },
    internal: {},
  }),
});

const regionRules = documentRules({
  collection: regions,
  description: 'Geographic regions',
  columns: ['regionName', 'numericCode', 'parentRegionId', 'regionId'],
  nameFields: ['regionName'],
  keyField: '/wire/regionId',
  unique: { numericCode: '/wire/numericCode' },
  references: [{ at: '/wire/parentRegionId', to: regions }],
});

const countryRules = documentRules({
  collection: countries,
  description: 'Countries with their codes and regions',
  columns: [
    ...['countryName', 'geographicRegionNumericCode', 'alpha2Code', 'alpha3Code', 'numericCode'],
    'countryId',
  ],
  nameFields: ['countryName'],
  keyField: '/wire/countryId',
  unique: {
    alpha2Code: '/wire/alpha2Code',
    alpha3Code: '/wire/alpha3Code',
    numericCode: '/wire/numericCode',
  },
  references: [
    {
      at: '/wire/geographicRegionNumericCode',
      to: regions,
      targetColumn: 'numericCode',
      copies: ['/wire/regionName'],
    },
  ],
  derived: ['/wire/geographicRegionName'],
  derive({ wire, internal }, { sandbox }) {
    const code = wire.geographicRegionNumericCode;
    const region = code === null ? undefined : findRegion(sandbox, code);
    const geographicRegionName = region?.regionName ?? null;
    return { wire: { ...wire, geographicRegionName }, internal };
  },
});

const profileRules = documentRules({
  collection: profiles,
  description: 'Profiles of clients, with their contacts',
  columns: [
    ...['name', 'countryNumericCode', 'contacts.*.value', 'enabled', 'tags', 'createTime'],
    ...['uuid', 'profileId'],
  ],
  nameFields: ['name'],
  keyField: '/wire/profileId',
  references: [{ at: '/wire/countryNumericCode', to: countries, targetColumn: 'numericCode' }],
  derived: ['/wire/name'],
  generate({ sandbox, seed, number, like }) {
    const { firstName, lastName } = { ...additionalPerson(seed, number), ...like.wire };
    const { id, ...times } = newStamp(sandbox);
    const email = `${usernameOf(`${firstName} ${lastName}`)}.${number}@clients.example`;
    return {
      wire: {
        profileId: id,
        contacts: [newContact({ key: 'email', value: email }, newStamp(sandbox))],
        countryNumericCode: '840',
        enabled: true,
        firstName,
        middleName: '',
        lastName,
        name: '',
        tags: [],
        ...times,
        uuid: null,
      },
      internal: {},
    };
  },
  derive: ({ wire, internal }) => ({ wire: { ...wire, name: fullName(wire) }, internal }),
  check: ({ wire: { contacts } }, { sandbox }) =>
    contacts.flatMap((contact, index) => {
      const at = `/wire/contacts/${index}`;
      const isTaken =
        contacts.findIndex(({ contactId }) => contactId === contact.contactId) < index;
      return [
        ...validateContact(sandbox, contact, at),
        ...(isTaken ? [{ at: `${at}/contactId`, message: 'must be unique in the profile' }] : []),
      ];
    }),
  shared: {
    kind: 'person',
    id: ({ wire }) => wire.uuid ?? undefined,
    find: (sandbox, uuid) =>
      sandbox.documents(profiles).findOne({ where: { uuid } })?.wire.profileId,
    read: ({ wire }) => ({
      firstName: wire.firstName ?? '',
      lastName: wire.lastName ?? '',
      email: firstEmail(wire)?.value ?? '',
    }),
    write({ wire, internal }, { firstName = '', lastName = '', email = '' }) {
      const current = firstEmail(wire);
      const contacts = wire.contacts.map((contact) =>
        contact === current ? { ...contact, value: email } : contact,
      );
      return { wire: { ...wire, firstName, lastName, contacts }, internal };
    },
  },
});

const userRules = documentRules({
  collection: users,
  description: 'Partners; users of other profiles follow from these',
  columns: [
    'profileId',
    'groupId',
    'master',
    'ratio',
    'masterRatio',
    'tag',
    'createTime',
    'userId',
  ],
  nameFields: ['profileId'],
  keyField: '/wire/userId',
  references: [
    { at: '/wire/profileId', to: profiles },
    { at: '/wire/groupId', to: ibTypes },
  ],
});

const clickRules = documentRules({
  collection: clicks,
  description: 'Clicks on the links of partners, which only reports show',
  columns: ['userId', 'countryNumericCode', 'referrer', 'profileId', 'createTime', 'clickId'],
  nameFields: ['userId'],
  keyField: '/wire/clickId',
  references: [
    { at: '/wire/userId', to: users },
    { at: '/wire/profileId', to: profiles, mayDangle: true },
    {
      at: '/wire/countryNumericCode',
      to: countries,
      targetColumn: 'numericCode',
      mayDangle: true,
    },
  ],
});

/** How the control plane reads and writes the collections. */
export const data: ContractData = {
  rules: [
    appRules,
    profileRules,
    countryRules,
    regionRules,
    userRules,
    clickRules,
    ...bannerRules,
    ...qrCodeRules,
    ...ibTypeRules,
    ...relationRules,
    ...platformRules,
    ...symbolRules,
    ...accountRules,
    ...tradeRules,
    ...processRules,
  ],
  overview,
  isInEmptyWorld: ({ collection }) => !clientCollections.includes(collection),
  expandWorld,
};

/** What clients and partners make, which an empty world has none of. */
const clientCollections: readonly AnyCollection[] = [
  profiles,
  relations,
  accounts,
  trades,
  payments,
  processes,
  clicks,
];

/** The steps that make the profiles of people. */
function expandWorld({ people = [] }: WorldSections): DataStep[] {
  const documents = people.map(({ name, username = usernameOf(name) }) => {
    const [firstName = '', ...rest] = name.split(' ');
    return { firstName, lastName: rest.join(' '), uuid: username };
  });
  return documents.length > 0 ? [{ add: 'b2core/profiles', documents }] : [];
}

function overview(sandbox: Sandbox) {
  const stored = sandbox.documents(profiles);
  return {
    apps: sandbox
      .documents(apps)
      .all({})
      .map(({ wire: { clientId, enabled, purpose } }) => ({ clientId, enabled, purpose })),
    profiles: { enabled: stored.count({ where: { enabled: 1 } }), total: stored.count({}) },
    countries: sandbox.documents(countries).count({}),
  };
}

function firstEmail({ contacts }: StoredProfile) {
  return contacts.find(({ key }) => key === 'email');
}
