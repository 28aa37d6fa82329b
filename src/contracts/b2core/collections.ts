import { Type } from '@sinclair/typebox';
import { Country, CountryInternal, Region } from '../../../schemas/b2core/countries.js';
import { StoredProfile } from '../../../schemas/b2core/profiles.js';
import {
  Banner,
  BannerLanguage,
  BannerSize,
  BannerTheme,
} from '../../../schemas/b2core/promotion/banners.js';
import { QrColor, QrIcon } from '../../../schemas/b2core/promotion/qr-codes.js';
import { App } from '../../../schemas/b2core/tokens.js';
import { collection } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import { idSequence, numberOfId } from './identifiers.js';
import { objectCollection } from './object-collection.js';

/** No internal fields. */
const Nothing = Type.Object({}, { additionalProperties: false });
type Nothing = Record<string, never>;

const foldNullable = (text: string | null) => (text === null ? null : foldCase(text));

export const apps = collection<App, Nothing>('b2core_apps', {
  key: ({ clientId }) => clientId,
  schema: { wire: App, internal: Nothing },
});

/** Profiles. The contacts of a profile are stored inside it. */
export const profiles = collection<StoredProfile, Nothing>('b2core_profiles', {
  key: ({ profileId }) => profileId,
  columns: {
    enabled: ({ enabled }) => Number(enabled),
    firstName: ({ firstName }) => foldNullable(firstName),
    middleName: ({ middleName }) => foldNullable(middleName),
    lastName: ({ lastName }) => foldNullable(lastName),
    name: ({ name }) => foldCase(name),
    createTime: ({ createTime }) => createTime,
    updateTime: ({ updateTime }) => updateTime,
    uuid: ({ uuid }) => uuid,
  },
  schema: { wire: StoredProfile, internal: Nothing },
  sequence: {
    name: idSequence,
    numberOf: ({ profileId, contacts }) =>
      contacts.reduce(
        (highest, { contactId }) => Math.max(highest, numberOfId(contactId)),
        numberOfId(profileId),
      ),
  },
});

export const countries = collection<Country, CountryInternal>('b2core_countries', {
  key: ({ countryId }) => countryId,
  columns: {
    countryName: ({ countryName }) => foldCase(countryName),
    alpha2Code: ({ alpha2Code }) => alpha2Code,
    alpha3Code: ({ alpha3Code }) => alpha3Code,
    numericCode: ({ numericCode }) => numericCode,
    createTime: ({ createTime }) => createTime,
    updateTime: ({ updateTime }) => updateTime,
  },
  indexes: [['numericCode']],
  schema: { wire: Country, internal: CountryInternal },
  sequence: { name: idSequence, numberOf: ({ countryId }) => numberOfId(countryId) },
});

export const regions = collection<Region, Nothing>('b2core_regions', {
  key: ({ regionId }) => regionId,
  columns: {
    regionName: ({ regionName }) => foldCase(regionName),
    numericCode: ({ numericCode }) => numericCode,
    parentRegionId: ({ parentRegionId }) => parentRegionId,
    createTime: ({ createTime }) => createTime,
    updateTime: ({ updateTime }) => updateTime,
  },
  schema: { wire: Region, internal: Nothing },
});

export const bannerLanguages = objectCollection('b2core_banner_languages', BannerLanguage);
export const bannerSizes = objectCollection('b2core_banner_sizes', BannerSize);
export const bannerThemes = objectCollection('b2core_banner_themes', BannerTheme);
export const banners = objectCollection('b2core_banners', Banner);
export const qrColors = objectCollection('b2core_qr_colors', QrColor);
export const qrIcons = objectCollection('b2core_qr_icons', QrIcon);

export const collections = [
  apps,
  profiles,
  countries,
  regions,
  bannerLanguages,
  bannerSizes,
  bannerThemes,
  banners,
  qrColors,
  qrIcons,
];
