import { Type } from '@sinclair/typebox';
import { inferred } from '../../annotations.js';
import {
  integer,
  nameField,
  objectSchemas,
  reference,
  required,
  text,
  urlField,
} from '../objects.js';
import { createTime, uuid } from '../values.js';

const width = integer('The width in pixels', { minimum: 1, maximum: 10_000, example: 728 });
const height = integer('The height in pixels', { minimum: 1, maximum: 10_000, example: 90 });

export const BannerLanguage = objectSchemas({
  name: 'BannerLanguage',
  nouns: ['banner language', 'banner languages'],
  id: 'languageId',
  publication: 'entry',
  fields: {
    languageName: nameField('The name of the language', 'Japanese'),
    languageCode: Type.String({
      pattern: '^[a-z]{2}$',
      description: 'two lower-case letters: ISO 639-1',
      examples: ['ja'],
    }),
  },
  writable: { languageName: required, languageCode: required },
  sorts: ['languageName', 'languageCode'],
  filters: ['languageName', 'languageCode'],
  example: { languageName: 'Icelandic', languageCode: 'is' },
});

export const BannerSize = objectSchemas({
  name: 'BannerSize',
  nouns: ['banner size', 'banner sizes'],
  id: 'sizeId',
  publication: 'entry',
  fields: {
    sizeName: nameField('The name of the size', 'Leaderboard'),
    width: width,
    height: height,
  },
  writable: { sizeName: required, width: required, height: required },
  sorts: ['sizeName', 'width', 'height'],
  filters: ['sizeName', 'width', 'height'],
  example: { sizeName: 'Half page', width: 300, height: 600 },
});

export const BannerTheme = objectSchemas({
  name: 'BannerTheme',
  nouns: ['banner theme', 'banner themes'],
  id: 'themeId',
  publication: 'entry',
  fields: { themeName: nameField('The name of the theme', 'Dark') },
  writable: { themeName: required },
  sorts: ['themeName'],
  filters: ['themeName'],
  example: { themeName: 'Autumn' },
});

export const Banner = objectSchemas({
  name: 'Banner',
  nouns: ['banner', 'banners'],
  id: 'bannerId',
  publication: 'part',
  fields: {
    bannerName: nameField('The name of the banner', 'Trade gold'),
    cdnFileUrl: urlField('the image', 'https://cdn.example.com/banners/trade-gold.png'),
    languageId: reference('banner language'),
    languageName: text('The name of the language', 'English'),
    themeId: reference('banner theme'),
    themeName: text('The name of the theme', 'Dark'),
    sizeId: reference('banner size'),
    sizeName: text('The name of the size', 'Leaderboard'),
    width,
    height,
    uuid,
    createTime,
  },
  joined: {
    languageName: ['languageId', 'languageName'],
    themeName: ['themeId', 'themeName'],
    sizeName: ['sizeId', 'sizeName'],
    width: ['sizeId', 'width'],
    height: ['sizeId', 'height'],
  },
  writable: {
    bannerName: required,
    cdnFileUrl: required,
    languageId: required,
    themeId: required,
    sizeId: required,
    uuid: null,
  },
  sorts: ['bannerName'],
  filters: ['bannerName', 'languageId', 'themeId', 'sizeId', 'uuid'],
  example: {
    bannerName: 'Trade silver',
    cdnFileUrl: 'https://cdn.example.com/banners/trade-silver.png',
    languageId: '60ba407d15951453e60e49f8',
    themeId: '60ba407d15951453e60e49f8',
    sizeId: '60ba407d15951453e60e49f8',
  },
});

const used = (id: string, name: string, noun: string) =>
  Type.Array(
    Type.Object({
      [id]: reference(noun),
      [name]: Type.String({ description: `The name of the ${noun}`, examples: ['Any'] }),
    }),
    { description: `The values of filter[${id}] that banners have` },
  );

export const BannerFilters = inferred(
  Type.Object(
    {
      languages: used('languageId', 'languageName', 'banner language'),
      sizes: used('sizeId', 'sizeName', 'banner size'),
      themes: used('themeId', 'themeName', 'banner theme'),
    },
    { $id: 'BannerFilters', description: 'The values by which banners can be filtered' },
  ),
);
