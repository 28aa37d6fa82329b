/** The devices of the vendor's sample response, key by key. They are published as examples and exist with every seed. */
export const sampleDevices = [
  {
    key: '5212671508',
    mdn: '521-267-1508',
    status: 'active',
    network: 'Verizon',
    deviceName: 'Kajeet ENT-BYOD',
    corpDescription: 'Northstar Independent School District',
    monthlyAmountUsed: 31245.43,
    last30DaysUsed: 31245.43,
    nickname: 'Main Office Hotspot',
    filterGroup: 'Staff',
    imei: '355737360073462',
    onlineStatus: true,
  },
  {
    key: '3042286302',
    mdn: '304-228-6302',
    status: 'active',
    network: 'T-Mobile',
    deviceName: 'SmartSpot AOL-BYOD',
    corpDescription: 'Northstar Independent School District',
    monthlyAmountUsed: 8106.85,
    nickname: 'Bus #47',
    filterGroup: 'Student_K8',
    onlineStatus: false,
  },
] as const;
