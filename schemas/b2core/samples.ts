import type { Profile } from './profiles.js';

/** The Profile object of the vendor's documentation. Every seed contains it. */
export const sampleProfile = {
  profileId: '6006dda272f002519c3eb505',
  contacts: [
    {
      contactId: '6006dda272f002519c3eb505',
      key: 'email',
      value: 'marysmith@email.com',
      createTime: '2021-01-01T00:00:00+00:00',
      updateTime: '2021-01-01T00:00:00+00:00',
      uuid: null,
    },
  ],
  countryNumericCode: '840',
  country: {
    countryId: '6006dda272f002519c3eb505',
    countryName: 'United States',
    alpha2Code: 'US',
    alpha3Code: 'USA',
    numericCode: '840',
    geographicRegionNumericCode: '021',
    geographicRegionName: 'Northern America',
    createTime: '2021-01-01T00:00:00+00:00',
    updateTime: '2021-01-01T00:00:00+00:00',
  },
  enabled: true,
  firstName: 'Mary',
  middleName: 'Jane',
  lastName: 'Smith',
  name: 'Mary Jane Smith',
  tags: ['blue', 'green'],
  createTime: '2021-01-01T00:00:00+00:00',
  updateTime: '2021-01-01T00:00:00+00:00',
  uuid: null,
} satisfies Profile;

/** The identifier of the profile and of the contact in the vendor's cURL examples. */
export const curlExampleId = '60ba407d15951453e60e49f8';

/** A PNG file in Base64, 16 by 16 pixels: a golden coin. */
export const sampleIcon =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAUklEQVR4Xt2MwQkAIAwDHaf7D+BMbqAgCPZoRLAvA3nlciU9ZtZPJe9CWJW/GUKt+nKXZx7ZUJImIKz6s+BGsrN5AkoiEXd3XiGkyp8LYZb8cwa+JWlkmeoVogAAAABJRU5ErkJggg==';
