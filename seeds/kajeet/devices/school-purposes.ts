import { busNumber } from '../../world/fleet.js';
import { models, plans } from './hardware.js';
import { again, fullName, issued, type Purpose, padded } from './purpose.js';

const { byod, smartSpotByod, smartSpot, hotspot, mifi, r920, rv55, ibr900, branch } = models;
const { fleetRv55, fleetIbr900 } = models;
const { unlimited, small, medium } = plans;
const hotspots = [smartSpot, smartSpot, hotspot, hotspot, mifi, mifi, byod, smartSpotByod];

export const districtOffice: readonly Purpose[] = [
  {
    share: 50,
    rhythm: 'office',
    models: [mifi, hotspot, byod, smartSpot],
    plans: [unlimited, medium],
    filterGroups: ['Staff'],
    medianUsage: 220,
    assetTag: 'ISD',
    name({ person, random }) {
      const holder = person();
      return {
        nickname: `${fullName(holder)} (Staff)${again(holder.round)}`,
        holder: fullName(holder),
        description: random.pick([
          'Administration',
          'Student Services',
          'Special Education',
          'Curriculum',
          'Finance',
        ]),
        note: random.oneIn(5) ? issued(random) : '',
      };
    },
  },
  {
    share: 12,
    rhythm: 'office',
    models: [branch, smartSpot],
    plans: [unlimited],
    filterGroups: ['Staff'],
    medianUsage: 480,
    name: ({ ordinal }) => ({
      nickname: `Conference Room ${ordinal + 1}`,
      holder: 'Facilities',
      description: `Room ${101 + 2 * ordinal}`,
    }),
  },
  {
    share: 20,
    rhythm: 'office',
    models: [fleetRv55, fleetIbr900],
    plans: [small, medium],
    filterGroups: ['Staff'],
    medianUsage: 150,
    runsInSummer: true,
    assetTag: 'FM',
    name: ({ ordinal, random }) => ({
      nickname: `Maintenance Van ${ordinal + 1}`,
      holder: 'Facilities',
      description: random.pick(['Grounds', 'HVAC', 'Electrical', 'Plumbing']),
    }),
  },
  {
    share: 12,
    rhythm: 'seldom',
    models: [smartSpot, hotspot],
    plans: [small],
    filterGroups: ['Staff', 'Student_912'],
    medianUsage: 120,
    labels: [[25]],
    name: ({ ordinal }) => ({ nickname: `Event Kit ${ordinal + 1}`, holder: 'Technology Office' }),
  },
  {
    share: 6,
    rhythm: 'always',
    models: [branch],
    plans: [unlimited],
    filterGroups: ['Staff'],
    medianUsage: 60,
    name: ({ ordinal }) => ({
      nickname: `Failover Circuit ${ordinal + 1}`,
      holder: 'Technology Office',
      description: 'Wiring closet',
    }),
  },
];

export const highSchool: readonly Purpose[] = [
  {
    share: 48,
    rhythm: 'home',
    models: hotspots,
    plans: [unlimited, medium, medium, small],
    filterGroups: ['Student_912'],
    medianUsage: 330,
    labels: [[22]],
    assetTag: 'HS',
    name({ person, random }) {
      const { firstName, lastName, round } = person();
      return {
        nickname: `${lastName}, ${firstName}${again(round)}`,
        holder: `${firstName} ${lastName}`,
        description: `Grade ${random.integer(9, 12)}`,
        note: random.oneIn(6) ? issued(random) : '',
      };
    },
  },
  {
    share: 26,
    rhythm: 'home',
    models: [smartSpot, hotspot],
    plans: [medium, small],
    filterGroups: ['Student_912'],
    medianUsage: 210,
    labels: [[25]],
    lending: 'pool',
    assetTag: 'LIB',
    name: ({ ordinal, random }) => ({
      nickname: `Library Loaner ${padded(ordinal + 1, 3)}`,
      holder: 'Library',
      note: random.oneIn(9) ? 'Case and charger missing' : '',
    }),
  },
  {
    share: 18,
    rhythm: 'classroom',
    models: [branch, smartSpot],
    plans: [unlimited],
    filterGroups: ['Student_912', 'Student_912', 'Staff'],
    medianUsage: 640,
    labels: [[21]],
    name({ ordinal }) {
      const room = 201 + Math.floor(ordinal / 2);
      return {
        nickname: `Lab ${room}${'AB'.charAt(ordinal % 2)}`,
        holder: 'Technology Office',
        description: `Room ${room}`,
      };
    },
  },
  {
    share: 8,
    rhythm: 'office',
    models: [mifi, byod],
    plans: [unlimited, medium],
    filterGroups: ['Staff'],
    medianUsage: 180,
    name({ person }) {
      const coach = person();
      return {
        nickname: `Coach ${fullName(coach)}${again(coach.round)}`,
        holder: fullName(coach),
        description: 'Athletics',
      };
    },
  },
];

/** The hotspots of teachers, in the schools of younger students. */
export const teachers: Purpose = {
  share: 10,
  rhythm: 'office',
  models: [mifi, hotspot],
  plans: [unlimited],
  filterGroups: ['Staff'],
  medianUsage: 160,
  name({ person }) {
    const teacher = person();
    return {
      nickname: `${fullName(teacher)} (Teacher)${again(teacher.round)}`,
      holder: fullName(teacher),
      description: 'Faculty',
    };
  },
};

export const elementarySchool: readonly Purpose[] = [
  {
    share: 40,
    rhythm: 'classroom',
    models: [branch, smartSpot, smartSpot],
    plans: [unlimited, medium],
    filterGroups: ['Student_K8'],
    medianUsage: 380,
    labels: [[21]],
    name({ ordinal }) {
      const [grade, cart] = [1 + (ordinal % 5), 1 + Math.floor(ordinal / 5)];
      return {
        nickname: `Grade ${grade} Cart ${cart}`,
        holder: 'Technology Office',
        description: `Room ${100 * grade + cart}`,
      };
    },
  },
  {
    share: 50,
    rhythm: 'home',
    models: hotspots,
    plans: [medium, small, small],
    filterGroups: ['Student_K8'],
    medianUsage: 240,
    labels: [[22]],
    lending: 'household',
    assetTag: 'EL',
    name({ family, random }) {
      const { lastName, round } = family();
      return {
        nickname: `${lastName} Family Hotspot${again(round)}`,
        holder: `${lastName} family`,
        description: `Grade ${random.integer(1, 5)}`,
        note: random.oneIn(7) ? issued(random) : '',
      };
    },
  },
  teachers,
];

export const buses: readonly Purpose[] = [
  {
    share: 1,
    rhythm: 'bus',
    models: [r920, r920, rv55, ibr900],
    plans: [unlimited, unlimited, medium],
    filterGroups: ['Bus_WiFi', 'Bus_WiFi', 'Student_K8'],
    medianUsage: 260,
    labels: [[11, 12, 14]],
    runsInSummer: true,
    assetTag: 'BUS',
    name({ ordinal, random }) {
      const number = busNumber(ordinal);
      return {
        nickname: `Bus #${number}`,
        holder: 'Transportation',
        description: `${random.pick(['North', 'Hudson', 'Lyell'])} Garage`,
        note: random.oneIn(12)
          ? random.pick(['Antenna replaced', 'New ignition sensing', 'Spare vehicle'])
          : '',
      };
    },
  },
];
