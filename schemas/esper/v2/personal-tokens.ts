import { type Static, Type } from '@sinclair/typebox';
import { chosen, ref, stringUpToSetting } from '../../annotations.js';
import { uuid } from '../profiles.js';
import { developerAppId } from '../tenant/tokens.js';

/** The seeded token of the first administrator. */
export const exampleTokenId = '0f2d3c88-8c0e-4c5f-b7a3-3f9ad2a1b6f4';

/** The time of expiry of a token that never expires. */
export const neverExpires = -1;

export const PersonalTokenParams = Type.Object({
  personal_access_token_id: uuid('The token', exampleTokenId),
});

const expiry_at = Type.Integer({
  minimum: neverExpires,
  maximum: Number.MAX_SAFE_INTEGER,
  description: `When it expires, in seconds since 1970; ${neverExpires} for never. Numbers of twelve digits and more are milliseconds`,
  examples: [neverExpires],
});
const fields = {
  id: uuid('The token', exampleTokenId),
  name: Type.String(),
  description: Type.String(),
  created_at: Type.String({ description: 'When it was created' }),
  updated_at: Type.String({ description: 'When it was last changed' }),
};
const secret = {
  token: Type.String({ description: 'The token itself, which is sent as a bearer token' }),
  prefix: Type.String({ description: 'How the token begins' }),
  expiry_at,
};
const legacy = {
  legacy_token_id: Type.Integer({ description: 'The number of the token' }),
  legacy_developer_app_id: Type.String({
    description: 'The app that all keys belong to',
    examples: [developerAppId],
  }),
};

export const CreatedPersonalToken = Type.Object(
  { ...fields, ...secret },
  { $id: 'PersonalAccessTokenCreateResponse', description: 'A new personal access token' },
);

export const PersonalToken = Type.Object(
  { ...fields, ...secret, ...legacy },
  { $id: 'PersonalAccessTokenUpdateResponse', description: 'A personal access token' },
);

export const PersonalTokenList = Type.Object(
  {
    count: Type.Integer({ description: 'How many tokens the caller has' }),
    personal_access_tokens: Type.Array(ref(PersonalToken)),
  },
  { $id: 'PersonalAccessTokenGetResponse', description: 'The tokens of the caller' },
);

/** A token as it is stored. The key of the token is made of its number, so it is not stored. */
export const StoredPersonalToken = Type.Object({
  ...fields,
  expiry_at,
  number: Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1 }),
  user: Type.Integer({ minimum: 1, description: 'The number of its user' }),
});
export type StoredPersonalToken = Static<typeof StoredPersonalToken>;

export const PersonalTokenCreate = Type.Object(
  {
    name: chosen(stringUpToSetting('maxNameLength', { minLength: 1 }), 'minLength', 'maxLength'),
    description: chosen(Type.String({ maxLength: 1000 }), 'maxLength'),
    expiry_at,
  },
  {
    $id: 'PersonalAccessTokenCreateRequest',
    description: 'A personal access token to create',
    examples: [{ name: 'ci', description: 'For the nightly job', expiry_at: neverExpires }],
  },
);

export const PersonalTokenUpdate = Type.Object(
  { expiry_at },
  {
    $id: 'PersonalAccessTokenUpdateRequest',
    description: 'The new time of expiry',
    examples: [{ expiry_at: neverExpires }],
  },
);

/** From this number on a time of expiry is in milliseconds, not in seconds. */
const firstMilliseconds = 100_000_000_000;

/** When a token expires, in whole seconds since 1970; undefined for never. */
export function expiryOf({
  expiry_at,
}: Pick<StoredPersonalToken, 'expiry_at'>): number | undefined {
  if (expiry_at === neverExpires) return undefined;
  return expiry_at < firstMilliseconds ? expiry_at : Math.floor(expiry_at / 1000);
}
