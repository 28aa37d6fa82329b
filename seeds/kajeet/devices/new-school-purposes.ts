import { models, plans } from './hardware.js';
import { again, type Purpose, padded } from './purpose.js';
import { teachers } from './school-purposes.js';

const { smartSpot, hotspot, mifi, branch } = models;
const { unlimited, small, medium } = plans;

/** What a device group of the school district that was added later uses its devices for: it is a school for grades 6 to 8. */
export const newSchool: readonly Purpose[] = [
  {
    share: 45,
    rhythm: 'home',
    models: [smartSpot, hotspot, hotspot, mifi],
    plans: [medium, medium, small],
    filterGroups: ['Student_K8'],
    medianUsage: 280,
    labels: [[22]],
    assetTag: 'STU',
    name({ person, random }) {
      const { firstName, lastName, round } = person();
      return {
        nickname: `${lastName}, ${firstName}${again(round)}`,
        holder: `${firstName} ${lastName}`,
        description: `Grade ${random.integer(6, 8)}`,
      };
    },
  },
  {
    share: 25,
    rhythm: 'home',
    models: [smartSpot, hotspot],
    plans: [medium, small],
    filterGroups: ['Student_K8'],
    medianUsage: 210,
    labels: [[25]],
    lending: 'pool',
    assetTag: 'LN',
    name: ({ ordinal }) => ({ nickname: `Loaner ${padded(ordinal + 1, 3)}`, holder: 'Library' }),
  },
  {
    share: 20,
    rhythm: 'classroom',
    models: [branch, smartSpot, smartSpot],
    plans: [unlimited],
    filterGroups: ['Student_K8'],
    medianUsage: 420,
    labels: [[21]],
    name: ({ ordinal, random }) => ({
      nickname: `Cart ${padded(ordinal + 1, 2)}`,
      holder: 'Technology Office',
      description: `Room ${100 * random.integer(1, 3) + random.integer(1, 20)}`,
    }),
  },
  teachers,
];
