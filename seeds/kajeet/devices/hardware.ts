/** A model of a device, with what its maker decides. */
export interface Model {
  readonly name: string;
  /** Type allocation codes of its IMEIs: of the main fleet, and of the other accounts. */
  readonly typeAllocations: readonly [string, string];
  /** The maker's prefix of MAC addresses; null where the customer brings a device whose maker is not known. */
  readonly macPrefix: string | null;
  /** What the maker's serial numbers begin with. */
  readonly serialPrefix: string;
  /** The last two digits of the year from which on it is sold, or of the oldest devices that are still in use. */
  readonly soldFrom: number;
  readonly hasEsim: boolean;
}

const cradlepoint = { macPrefix: '00:30:44', serialPrefix: 'WA' };
const sierra = { macPrefix: '28:A3:31', serialPrefix: 'VC' };
const inseego = { macPrefix: '00:15:FF', serialPrefix: 'IS' };
const franklin = { macPrefix: '50:FB:FF', serialPrefix: 'FT' };

const allModels = {
  byod: {
    name: 'Kajeet ENT-BYOD',
    typeAllocations: ['35573736', '35573737'],
    macPrefix: null,
    serialPrefix: 'BY',
    soldFrom: 21,
    hasEsim: false,
  },
  smartSpotByod: {
    name: 'SmartSpot AOL-BYOD',
    typeAllocations: ['35291108', '35291109'],
    macPrefix: null,
    serialPrefix: 'BY',
    soldFrom: 21,
    hasEsim: false,
  },
  smartSpot: {
    ...franklin,
    name: 'SmartSpot 900',
    typeAllocations: ['35407611', '35407612'],
    serialPrefix: 'KJ',
    soldFrom: 21,
    hasEsim: false,
  },
  hotspot: {
    ...franklin,
    name: 'Franklin RG2100',
    typeAllocations: ['86194703', '86194704'],
    soldFrom: 23,
    hasEsim: true,
  },
  mifi: {
    ...inseego,
    name: 'Inseego MiFi X PRO',
    typeAllocations: ['35889010', '35889011'],
    soldFrom: 23,
    hasEsim: true,
  },
  r920: {
    ...cradlepoint,
    name: 'SmartBus Cradlepoint R920',
    typeAllocations: ['35650510', '35650511'],
    soldFrom: 23,
    hasEsim: true,
  },
  rv55: {
    ...sierra,
    name: 'SmartBus Sierra RV55',
    typeAllocations: ['35262411', '35262412'],
    soldFrom: 21,
    hasEsim: false,
  },
  ibr900: {
    ...cradlepoint,
    name: 'SmartBus Cradlepoint IBR900',
    typeAllocations: ['86073004', '86073005'],
    soldFrom: 21,
    hasEsim: false,
  },
  /** The routers of buses without what makes them a SmartBus, for other vehicles and for sites. */
  fleetR920: {
    ...cradlepoint,
    name: 'Cradlepoint R920',
    typeAllocations: ['35650520', '35650521'],
    soldFrom: 23,
    hasEsim: true,
  },
  fleetRv55: {
    ...sierra,
    name: 'Sierra RV55',
    typeAllocations: ['35262420', '35262421'],
    soldFrom: 21,
    hasEsim: false,
  },
  fleetIbr900: {
    ...cradlepoint,
    name: 'Cradlepoint IBR900',
    typeAllocations: ['86073010', '86073011'],
    soldFrom: 21,
    hasEsim: false,
  },
  branch: {
    ...cradlepoint,
    name: 'Cradlepoint E300',
    typeAllocations: ['35318220', '35318221'],
    soldFrom: 21,
    hasEsim: true,
  },
} as const satisfies Record<string, Model>;

/** The models by a short name. */
export const models: Readonly<Record<keyof typeof allModels, Model>> = allModels;

export interface Carrier {
  readonly network: string;
  readonly code: string;
  readonly hasEsim: boolean;
  /** How often it is chosen, relative to the others. */
  readonly share: number;
  /** The first seven digits of its ICCIDs. */
  readonly issuer: string;
  /** Mobile country code and network code, with which its IMSIs begin. */
  readonly mobileCode: string;
  readonly apn: string;
}

export const carriers: readonly Carrier[] = [
  {
    network: 'Verizon',
    code: 'VERIZON',
    hasEsim: true,
    share: 50,
    issuer: '8914800',
    mobileCode: '311480',
    apn: 'kajeet.vzwentp',
  },
  {
    network: 'T-Mobile',
    code: 'TMOBILE',
    hasEsim: true,
    share: 27,
    issuer: '8901260',
    mobileCode: '310260',
    apn: 'kajeet.tmus',
  },
  {
    network: 'AT&T',
    code: 'ATT',
    hasEsim: true,
    share: 16,
    issuer: '8901410',
    mobileCode: '310410',
    apn: 'kajeet.broadband',
  },
  {
    network: 'ARCNT',
    code: 'ARCNT',
    hasEsim: false,
    share: 7,
    issuer: '8901850',
    mobileCode: '310850',
    apn: 'kajeet.arcnt',
  },
];

/** The plans of Verizon Business Internet. */
export const businessInternetPlans = [10, 25, 50].map((downloadMbps) => ({
  id: `BI-${downloadMbps}M`,
  name: `Verizon Business Internet ${downloadMbps} Mbps`,
  downloadMbps,
}));

/**
 * Monthly limits are in MB; null for none. Usage beyond what a plan includes, in MB for each device, is overage; the devices of
 * a pooled plan share theirs.
 */
export const plans = {
  unlimited: {
    code: 'EDU-UNL',
    description: 'Education Unlimited Filtered',
    limit: null,
    type: 'EDUCATION',
    usageType: 'UNLIMITED',
    includedMb: null,
  },
  small: {
    code: 'EDU-5GB',
    description: 'Education 5 GB',
    limit: 5120,
    type: 'EDUCATION',
    usageType: 'PER_DEVICE',
    includedMb: 5120,
  },
  medium: {
    code: 'EDU-10GB',
    description: 'Education 10 GB',
    limit: 10240,
    type: 'EDUCATION',
    usageType: 'PER_DEVICE',
    includedMb: 10240,
  },
  pooled: {
    code: 'ENT-POOL',
    description: 'Enterprise Pooled',
    limit: null,
    type: 'ENTERPRISE',
    usageType: 'POOLED',
    includedMb: 10240,
  },
  enterprise: {
    code: 'ENT-20GB',
    description: 'Enterprise 20 GB',
    limit: 20480,
    type: 'ENTERPRISE',
    usageType: 'PER_DEVICE',
    includedMb: 20480,
  },
} as const;
export type Plan = (typeof plans)[keyof typeof plans];

/** The plan with a code; undefined for an unknown code. */
export function findPlan(code: string | undefined): Plan | undefined {
  return Object.values(plans).find((plan) => plan.code === code);
}
