import { ref } from '../../../../schemas/annotations.js';
import {
  Banner,
  BannerFilters,
  BannerLanguage,
  BannerSize,
  BannerTheme,
} from '../../../../schemas/b2core/promotion/banners.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import type { AnyCollection } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { referencePage } from '../evidence.js';
import { plainResource, publicationNote } from '../resources/plain-resource.js';

const page = 'banners';

const languages = plainResource({
  schemas: BannerLanguage,
  collection: collections.bannerLanguages,
  url: '/banners/languages',
  page,
  columns: ['languageName', 'languageCode', 'languageId'],
  nameFields: ['languageName'],
  unique: ['languageCode'],
  dependents: [[collections.banners, 'languageId', 'banners']],
});

const sizes = plainResource({
  schemas: BannerSize,
  collection: collections.bannerSizes,
  url: '/banners/sizes',
  page,
  columns: ['sizeName', 'width', 'height', 'sizeId'],
  nameFields: ['sizeName'],
  // The vendor lists no update of sizes.
  methods: ['list', 'read', 'create', 'delete'],
  dependents: [[collections.banners, 'sizeId', 'banners']],
});

const themes = plainResource({
  schemas: BannerTheme,
  collection: collections.bannerThemes,
  url: '/banners/themes',
  page,
  columns: ['themeName', 'createTime', 'themeId'],
  nameFields: ['themeName'],
  dependents: [[collections.banners, 'themeId', 'banners']],
});

const banner = plainResource({
  schemas: Banner,
  collection: collections.banners,
  url: '/banners',
  page,
  columns: ['bannerName', 'languageId', 'themeId', 'sizeId', 'cdnFileUrl', 'bannerId'],
  nameFields: ['bannerName'],
  references: {
    languageId: [collections.bannerLanguages, 'banner language'],
    themeId: [collections.bannerThemes, 'banner theme'],
    sizeId: [collections.bannerSizes, 'banner size'],
  },
});

/** How the control plane reads and writes banners. */
export const bannerRules = [banner.rules, languages.rules, sizes.rules, themes.rules];

/** Banners and what they are filtered by. */
export const banners: readonly Operation[] = [
  ...banner.operations,
  operation({
    method: 'GET',
    url: '/banners/filters',
    config: { access: anyScope, evidence: referencePage(page), effect: 'read' },
    schema: {
      operationId: 'listBannerFilters',
      summary: 'List the values that banners can be filtered by',
      description: `Only values that some banner has, in the order of their names. ${publicationNote('entry')}`,
      response: { 200: ref(BannerFilters) },
    },
    handler: ({ sandbox }) => ({
      languages: usedValues(sandbox, collections.bannerLanguages, ['languageId', 'languageName']),
      sizes: usedValues(sandbox, collections.bannerSizes, ['sizeId', 'sizeName']),
      themes: usedValues(sandbox, collections.bannerThemes, ['themeId', 'themeName']),
    }),
  }),
  ...languages.operations,
  ...sizes.operations,
  ...themes.operations,
];

function usedValues(
  sandbox: Sandbox,
  target: AnyCollection,
  [id, name]: readonly [string, string],
) {
  const order = { column: name, descending: false };
  return sandbox
    .documents(target)
    .all({}, order)
    .map(({ wire }) => ({ [id]: wire[id], [name]: wire[name] }))
    .filter(
      (value) => sandbox.documents(collections.banners).count({ where: { [id]: value[id] } }) > 0,
    );
}
