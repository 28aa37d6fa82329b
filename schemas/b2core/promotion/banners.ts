import { Type } from '@sinclair/typebox';
import { chosen, inferred } from '../../annotations.js';
import { nameField, objectSchemas, reference, required, text } from '../objects.js';
import { createTime, uuid } from '../values.js';

const pixels = (description: string, example: number) =>
  chosen(
    Type.Integer({ minimum: 1, maximum: 10_000, description, examples: [example] }),
    'minimum',
    'maximum',
  );
const width = pixels('The width in pixels', 728);
const height = pixels('The height in pixels', 90);

export const BannerLanguage = objectSchemas({
  name: 'BannerLanguage',
  nouns: ['banner language', 'banner languages'],
  id: 'languageId',
  publication: 'entry',
  fields: {
    languageName: inferred(nameField('The name of the language', 'Japanese')),
    languageCode: inferred(
      Type.String({
        pattern: '^[a-z]{2}$',
        description: 'two lower-case letters: ISO 639-1',
        examples: ['ja'],
      }),
    ),
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
    sizeName: inferred(nameField('The name of the size', 'Leaderboard')),
    width: inferred(width),
    height: inferred(height),
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
  fields: { themeName: inferred(nameField('The name of the theme', 'Dark')) },
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
    cdnFileUrl: chosen(
      Type.String({
        pattern: '^https?://\\S+$',
        maxLength: 2048,
        description: 'an http or https URL: the image',
        examples: ['https://cdn.example.com/banners/trade-gold.png'],
      }),
      'pattern',
      'maxLength',
    ),
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
