/** A model of a tablet, with what its maker decides. */
export interface TabletModel {
  readonly manufacturer: string;
  readonly brand: string;
  readonly number: string;
  readonly name: string;
  /** The type allocation code of its IMEIs. */
  readonly typeAllocation: string;
  readonly serialPrefix: string;
  readonly serialLength: number;
  readonly macPrefix: string;
  readonly android: {
    readonly version: string;
    readonly apiLevel: number;
    readonly build: string;
    /** The day of the latest security patch that the maker delivers. */
    readonly patch: string;
  };
  /** In pixels and dots per inch. */
  readonly display: {
    readonly width: number;
    readonly height: number;
    readonly densityDpi: number;
  };
  /** In MB. */
  readonly memory: { readonly ram: number; readonly storage: number };
  readonly isGms: boolean;
}

const samsung = {
  manufacturer: 'Samsung',
  brand: 'samsung',
  macPrefix: 'F0:CD:31',
  serialLength: 11,
  isGms: true,
};
const lenovo = {
  manufacturer: 'Lenovo',
  brand: 'Lenovo',
  macPrefix: '88:70:8C',
  serialLength: 8,
  isGms: true,
};

/** The tablets of schools, and the rugged one of buses. */
export const tabletModels = {
  school: {
    ...samsung,
    number: 'SM-X205',
    name: 'Galaxy Tab A8',
    typeAllocation: '35612411',
    serialPrefix: 'R9WT',
    android: { version: '13', apiLevel: 33, build: 'TP1A.220624.014', patch: '2025-09-01' },
    display: { width: 1920, height: 1200, densityDpi: 216 },
    memory: { ram: 3072, storage: 32_768 },
  },
  lent: {
    ...lenovo,
    number: 'TB-X306X',
    name: 'Tab M10 HD',
    typeAllocation: '86715505',
    serialPrefix: 'HA1',
    android: { version: '11', apiLevel: 30, build: 'RP1A.200720.011', patch: '2023-08-05' },
    display: { width: 1280, height: 800, densityDpi: 149 },
    memory: { ram: 4096, storage: 65_536 },
  },
  rugged: {
    ...samsung,
    number: 'SM-T577U',
    name: 'Galaxy Tab Active3',
    typeAllocation: '35381012',
    serialPrefix: 'R52T',
    android: { version: '13', apiLevel: 33, build: 'TP1A.220624.014', patch: '2025-09-01' },
    display: { width: 1920, height: 1200, densityDpi: 283 },
    memory: { ram: 4096, storage: 65_536 },
  },
  signage: {
    manufacturer: 'Rockchip',
    brand: 'rockchip',
    macPrefix: '30:1F:9A',
    number: 'RK3566',
    name: 'Wall Tablet 15',
    typeAllocation: '86320404',
    serialPrefix: 'RK',
    serialLength: 12,
    android: { version: '11', apiLevel: 30, build: 'RQ3A.210705.001', patch: '2022-10-05' },
    display: { width: 1920, height: 1080, densityDpi: 160 },
    memory: { ram: 2048, storage: 16_384 },
    isGms: false,
  },
} as const satisfies Record<string, TabletModel>;

/** The model with a number; that of schools for an unknown one. */
export function tabletModel(number: string): TabletModel {
  const all: readonly TabletModel[] = Object.values(tabletModels);
  return all.find((each) => each.number === number) ?? tabletModels.school;
}
