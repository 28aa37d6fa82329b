import { models, plans } from './hardware.js';
import { again, fullName, type Purpose, padded, withGaps } from './purpose.js';

const { byod, hotspot, mifi, r920, rv55, ibr900, branch } = models;
const { fleetR920, fleetRv55, fleetIbr900 } = models;
const { pooled, enterprise } = plans;

export const transit: readonly Purpose[] = [
  {
    share: 80,
    rhythm: 'transit',
    models: [r920, r920, rv55, ibr900],
    plans: [pooled],
    filterGroups: ['Rider_WiFi'],
    medianUsage: 900,
    runsInSummer: true,
    assetTag: 'SVTA',
    name: ({ ordinal, random }) => ({
      nickname: `Coach ${withGaps(1801, 3, ordinal)}`,
      holder: 'Fleet Services',
      description: `Line ${random.pick([1, 2, 7, 8, 10, 22, 34])}`,
    }),
  },
  {
    share: 20,
    rhythm: 'site',
    models: [branch, fleetRv55],
    plans: [pooled, enterprise],
    filterGroups: ['Unfiltered'],
    medianUsage: 40,
    name: ({ ordinal }) => ({
      nickname: `Fare Kiosk ${padded(ordinal + 1, 2)}`,
      holder: 'Fare Systems',
      description: `Stop ${withGaps(4100, 17, ordinal)}`,
    }),
  },
];

export const terminal: readonly Purpose[] = [
  {
    share: 40,
    rhythm: 'freight',
    models: [fleetRv55, fleetIbr900],
    plans: [pooled],
    filterGroups: ['Unfiltered'],
    medianUsage: 180,
    name: ({ ordinal }) => ({
      nickname: `Yard Tractor ${withGaps(114, 3, ordinal)}`,
      holder: 'Yard Operations',
      description: `Berth ${1 + (ordinal % 6)}`,
    }),
  },
  {
    share: 30,
    rhythm: 'site',
    models: [branch],
    plans: [pooled],
    filterGroups: ['Unfiltered'],
    medianUsage: 1400,
    name: ({ ordinal }) => ({
      nickname: `Gate Camera ${1 + ordinal}`,
      holder: 'Security',
      description: `Lane ${1 + ordinal}`,
    }),
  },
  {
    share: 30,
    rhythm: 'freight',
    models: [branch, fleetIbr900],
    plans: [pooled],
    filterGroups: ['Unfiltered'],
    medianUsage: 320,
    name: ({ ordinal }) => ({ nickname: `Crane ${201 + ordinal}`, holder: 'Crane Maintenance' }),
  },
];

export const crews: readonly Purpose[] = [
  {
    share: 65,
    rhythm: 'office',
    models: [fleetRv55, fleetR920],
    plans: [enterprise, pooled],
    filterGroups: ['Unfiltered'],
    medianUsage: 240,
    name: ({ ordinal, random }) => ({
      nickname: `Service Truck ${withGaps(31, 2, ordinal)}`,
      holder: 'Field Operations',
      description: random.pick(['Aurora', 'Lakewood', 'Boulder', 'Castle Rock']),
    }),
  },
  {
    share: 35,
    rhythm: 'office',
    models: [mifi, byod],
    plans: [enterprise],
    filterGroups: ['Unfiltered'],
    medianUsage: 190,
    name({ person }) {
      const technician = person();
      return {
        nickname: `${fullName(technician)} (Technician)${again(technician.round)}`,
        holder: fullName(technician),
        description: 'Field Operations',
      };
    },
  },
];

export const freight = (firstTractor: number): readonly Purpose[] => [
  {
    share: 55,
    rhythm: 'freight',
    models: [fleetRv55, fleetIbr900],
    plans: [pooled],
    filterGroups: ['Unfiltered'],
    medianUsage: 110,
    name: ({ ordinal }) => ({
      nickname: `Tractor ${withGaps(firstTractor, 7, ordinal)}`,
      holder: 'Linehaul',
    }),
  },
  {
    share: 20,
    rhythm: 'site',
    models: [branch],
    plans: [pooled],
    filterGroups: ['Unfiltered'],
    medianUsage: 300,
    name: ({ ordinal }) => ({
      nickname: `Dock Scanner ${firstTractor / 100}-${padded(ordinal + 1, 2)}`,
      holder: 'Dock Operations',
      description: `Door ${withGaps(1, 4, ordinal)}`,
    }),
  },
  {
    share: 25,
    rhythm: 'freight',
    models: [mifi, hotspot],
    plans: [enterprise],
    filterGroups: ['Unfiltered'],
    medianUsage: 260,
    name({ person }) {
      const driver = person();
      return {
        nickname: `${fullName(driver)} (Driver)${again(driver.round)}`,
        holder: fullName(driver),
        description: 'Linehaul',
      };
    },
  },
];
