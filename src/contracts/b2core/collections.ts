import { Type } from '@sinclair/typebox';
import { Country, CountryInternal, Region } from '../../../schemas/b2core/countries.js';
import { IbType, Level, Resource, Tier } from '../../../schemas/b2core/partners/ib-types.js';
import { Relation, User } from '../../../schemas/b2core/partners/relations.js';
import { Process } from '../../../schemas/b2core/processes.js';
import { StoredProfile } from '../../../schemas/b2core/profiles.js';
import {
  Banner,
  BannerLanguage,
  BannerSize,
  BannerTheme,
} from '../../../schemas/b2core/promotion/banners.js';
import { QrColor, QrIcon } from '../../../schemas/b2core/promotion/qr-codes.js';
import { Click } from '../../../schemas/b2core/reports.js';
import { curlExampleId, sampleProfile } from '../../../schemas/b2core/samples.js';
import { App } from '../../../schemas/b2core/tokens.js';
import { Account } from '../../../schemas/b2core/trading/accounts.js';
import { Driver, Platform, PlatformGroup } from '../../../schemas/b2core/trading/platforms.js';
import {
  PaymentPlan,
  SymbolGroup,
  TradingSymbol,
} from '../../../schemas/b2core/trading/symbols.js';
import { Payment, Trade } from '../../../schemas/b2core/trading/trades.js';
import { shiftLastChange, shiftPayment, shiftTrade } from '../../../seeds/b2core/index.js';
import { collection } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import { idSequence, numberOfId } from './identifiers.js';
import { dateShift, objectCollection, shiftedByWeeks } from './resources/object-collection.js';

/** No internal fields. */
const Nothing = Type.Object({}, { additionalProperties: false });
type Nothing = Record<string, never>;

const foldNullable = (text: string | null) => (text === null ? null : foldCase(text));

export const apps = collection<App, Nothing>('b2core_apps', {
  key: ({ clientId }) => clientId,
  schema: { wire: App, internal: Nothing },
});

/** Profiles. The contacts of a profile are stored inside it. */
const fixedProfiles: readonly string[] = [sampleProfile.profileId, curlExampleId];

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
  shifted: { ...dateShift, dates: ['createTime', 'updateTime'], exceptKeys: fixedProfiles },
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

export const ibTypes = objectCollection('b2core_ib_types', IbType);
export const levels = objectCollection('b2core_levels', Level, { scope: ['groupId'] });
export const tiers = objectCollection('b2core_tiers', Tier, { scope: ['groupId'] });
export const resources = objectCollection('b2core_resources', Resource, { scope: ['groupId'] });
export const relations = objectCollection('b2core_relations', Relation, {
  scope: ['childUserId', 'parentUserId'],
});

/** Partners, and users whom a relation has changed. Other users follow from their profiles. */
export const users = collection<User, Nothing>('b2core_users', {
  key: ({ userId }) => userId,
  columns: { groupId: ({ groupId }) => groupId },
  schema: { wire: User, internal: Nothing },
});

export const platforms = objectCollection('b2core_platforms', Platform);
export const platformGroups = objectCollection('b2core_platform_groups', PlatformGroup);
export const drivers = objectCollection('b2core_drivers', Driver, { scope: ['platformId'] });
export const symbolGroups = objectCollection('b2core_symbol_groups', SymbolGroup);
export const symbols = objectCollection('b2core_symbols', TradingSymbol);
export const paymentPlans = objectCollection('b2core_payment_plans', PaymentPlan, {
  scope: ['symbolId'],
});
export const accounts = objectCollection('b2core_accounts', Account, {
  scope: ['profileId'],
  shift(account, days) {
    const { createTime, updateTime } = account;
    const created = shiftedByWeeks(createTime, days);
    const isNew = updateTime === createTime;
    const changed = isNew ? created : shiftLastChange(account, days);
    return { ...account, createTime: created, updateTime: changed };
  },
});
export const trades = objectCollection('b2core_trades', Trade, {
  scope: ['accountId', 'profileId'],
  shift: shiftTrade,
});
export const payments = objectCollection('b2core_payments', Payment, {
  scope: ['tradeId'],
  shift: shiftPayment,
});
export const processes = objectCollection('b2core_processes', Process);
export const clicks = objectCollection('b2core_clicks', Click);
