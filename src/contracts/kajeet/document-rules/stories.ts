import type { Story } from '../../../simulator/data/rules.js';

/** Devices of the school district whose rate plan has a limit. */
const main = ['NORTHSTAR-ISD', 'NORTHSTAR-HIGH', 'NORTHSTAR-ELEM', 'NORTHSTAR-BUS'];

/** The group of the new school's tablets. */
const middleSchool = '0f6f2c1e-5d0a-4b55-9d61-3f2f0f1c7a47';

/** Named changes of the world that people ask for. They rely on the default world. */
export const stories: readonly Story[] = [
  {
    name: 'bus-47-goes-silent',
    description:
      'The router of bus 47 is offline and uses no data any more, although the device is active',
    steps: [
      {
        change: 'kajeet/devices',
        where: { key: '3042286302' },
        set: { nickname: 'Bus #47', status: 'active' },
      },
      {
        change: 'kajeet/devices',
        where: { key: '3042286302' },
        set: { onlineStatus: false, note: 'No contact since this morning' },
      },
    ],
  },
  {
    name: 'thirty-over-their-limit',
    description: 'Thirty active devices have used a fifth more than their monthly limit',
    steps: [
      {
        change: 'kajeet/devices',
        where: { status: 'active', corpId: main },
        sort: 'monthlyLimit',
        limit: 30,
        set: { monthlyAmountUsed: { field: 'monthlyLimit', times: 1.2 } },
      },
    ],
  },
  {
    name: 'a-new-school-joins',
    description:
      'The district has a middle school with forty devices and an administrator in Sentinel, and with forty tablets and a user in Esper',
    steps: [
      {
        add: 'kajeet/corps',
        documents: [
          {
            corpId: 'NORTHSTAR-MIDDLE',
            description: 'Northstar Middle School',
            parentCorpId: 'NORTHSTAR-ISD',
            street: '940 Fernwood Park',
            city: 'Rochester',
            state: 'NY',
            zip: '14609',
          },
        ],
      },
      { add: 'kajeet/devices', generate: 40, like: { corpId: 'NORTHSTAR-MIDDLE' } },
      {
        add: 'kajeet/users',
        documents: [
          {
            username: 'rosa.delgado',
            firstName: 'Rosa',
            lastName: 'Delgado',
            email: 'rosa.delgado@northstar.example',
            corpId: 'NORTHSTAR-MIDDLE',
            scopes: ['org_tech'],
          },
        ],
      },
      {
        add: 'esper/groups',
        documents: [
          {
            id: middleSchool,
            name: 'Northstar Middle School',
            path: 'Northstar Independent School District/Northstar Middle School',
            device_count: 0,
          },
        ],
      },
      { add: 'esper/devices', generate: 40, like: { group: middleSchool } },
      {
        add: 'esper/users',
        documents: [
          {
            username: 'rosa.delgado',
            first_name: 'Rosa',
            last_name: 'Delgado',
            email: 'rosa.delgado@northstar.example',
            profile: {
              role: 'Group Admin',
              groups: [{ id: middleSchool }],
            },
          },
        ],
      },
    ],
  },
  {
    name: 'summer-begins',
    description:
      'The summer suspension of the district begins now and lasts for ten weeks: devices without summer use are suspended',
    steps: [
      {
        ensure: 'kajeet/summers',
        documents: [
          {
            accountId: 'NORTHSTAR-ISD',
            begins: { after: 'PT0S' },
            ends: { after: 'P70D' },
            exemptImeis: [],
          },
        ],
      },
    ],
  },
  {
    name: 'ten-devices-stolen',
    description: 'Ten devices of the high school are reported lost or stolen',
    steps: [
      {
        change: 'kajeet/devices',
        where: { corpId: 'NORTHSTAR-HIGH', status: 'active' },
        limit: 10,
        set: { status: 'lost_stolen', statusReason: 'Reported by the school' },
      },
    ],
  },
];
