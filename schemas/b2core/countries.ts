import { type Static, Type } from '@sinclair/typebox';
import { inferred, nullable } from '../annotations.js';
import { byText, listQuery } from './lists.js';
import { createTime, identifier, nullableText, numericCode, updateTime } from './values.js';

const countrySortKeys = [
  'createTime',
  'countryId',
  'countryID',
  'countryName',
  'alpha2Code',
  'alpha3Code',
  'numericCode',
  'updateTime',
] as const;

/** The country of the vendor's sample, and its region. */
const usa = '6006dda272f002519c3eb505';
const northernAmerica = '6006dda272f002519c3e0015';

export const Country = Type.Object(
  {
    countryId: identifier('The country identifier', usa),
    countryName: Type.String({
      description: 'The name, in the language of Accept-Language where it is known',
      examples: ['United States'],
    }),
    alpha2Code: Type.String({ description: 'ISO 3166 alpha-2', examples: ['US'] }),
    alpha3Code: Type.String({ description: 'ISO 3166 alpha-3', examples: ['USA'] }),
    numericCode: Type.String(numericCode),
    geographicRegionNumericCode: nullableText(
      'UN M49 code of the region; null where M49 names none',
      { examples: ['021'] },
    ),
    geographicRegionName: nullableText('Name of the region', { examples: ['Northern America'] }),
    createTime,
    updateTime,
  },
  { $id: 'Country', description: 'A country' },
);

const countryFields = {
  countryName: Type.String({ minLength: 1, maxLength: 255, description: 'The name' }),
  alpha2Code: Type.String({
    pattern: '^[A-Z]{2}$',
    description: 'two capital letters',
    examples: ['XA'],
  }),
  alpha3Code: Type.String({
    pattern: '^[A-Z]{3}$',
    description: 'three capital letters',
    examples: ['XAA'],
  }),
  numericCode: Type.String({ ...numericCode, examples: ['901'] }),
};
const regionCode = Type.Optional(
  nullable(
    Type.String({
      pattern: '^\\d{3}$',
      description: 'three digits: UN M49 code of a region',
      examples: ['154'],
    }),
  ),
);

export const CountryInput = inferred(
  Type.Object(
    { ...countryFields, geographicRegionNumericCode: regionCode },
    {
      $id: 'CountryInput',
      description:
        'A country to add. The vendor publishes no fields: these are the fields of its responses',
      examples: [
        {
          countryName: 'Sealand',
          alpha2Code: 'XA',
          alpha3Code: 'XAA',
          numericCode: '901',
          geographicRegionNumericCode: '154',
        },
      ],
    },
  ),
);
export const CountryUpdate = inferred(
  Type.Object(
    {
      ...Type.Partial(Type.Object(countryFields)).properties,
      geographicRegionNumericCode: regionCode,
    },
    {
      $id: 'CountryUpdate',
      description: 'The changes of a country; fields that are left out stay',
      examples: [{ countryName: 'Sealand' }],
    },
  ),
);

export const CountryParams = Type.Object({
  countryId: Type.String({
    description: 'The country identifier',
    examples: [usa],
  }),
});

export const CountriesQuery = listQuery(countrySortKeys, {
  countryName: byText('The English name', 'United States'),
});

const regionSortKeys = [
  'createTime',
  'regionId',
  'regionName',
  'numericCode',
  'updateTime',
] as const;

export const Region = Type.Object(
  {
    regionId: identifier('The region identifier', northernAmerica),
    regionName: Type.String({ description: 'The name', examples: ['Northern America'] }),
    numericCode: Type.String({ description: 'UN M49 code', examples: ['021'] }),
    parentRegionId: nullableText('The region that contains it; null for the world'),
    createTime,
    updateTime,
  },
  { $id: 'Region', description: 'A geographic region' },
);

export const RegionParams = Type.Object({
  regionId: Type.String({
    description: 'The region identifier',
    examples: [northernAmerica],
  }),
});

export const RegionsQuery = listQuery(regionSortKeys, {
  regionName: byText('The name, as the list of filters calls it', 'Americas'),
  name: byText('The name, as the example calls it', 'Americas'),
  regionNumericCode: byText('UN M49 code', '019'),
  regionParentId: byText('The region that contains them', northernAmerica),
});

export type Country = Static<typeof Country>;
export type Region = Static<typeof Region>;
/** The name of a country in the library of names. While its name is this one, other languages are available. */
export const CountryInternal = Type.Object({ libraryName: Type.Optional(Type.String()) });
export type CountryInternal = Static<typeof CountryInternal>;
