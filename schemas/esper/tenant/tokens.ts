import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { orNull, time } from '../values.js';

/** The app that all keys of the tenant belong to. */
export const developerAppId = '18ad7a2c-dbe7-5601-a69f-86c1fb976209';

const id = Type.String({ pattern: '^\\d+$', description: 'The number of the key' });
const user = Type.String({ description: 'The number of its user' });
const enterprise = uuid('The enterprise of its user', enterpriseId);
const developerApp = uuid('The app that it belongs to', developerAppId);
const token = Type.String({ description: 'The key itself' });
const created_on = time('When its user was created');
const updated_on = time('When its user was last changed');
const expiry = orNull(time('When it expires; null for never'));

export const TokenInfoV1 = Type.Object(
  {
    id,
    enterprise,
    user,
    developer_app: developerApp,
    source_refresh_token: orNull(
      Type.String({ description: 'Null, because keys are not made from others' }),
    ),
    token,
    expires_on: expiry,
    scope: Type.Array(Type.String(), { description: 'What the key may do', examples: [['read']] }),
    created_on,
    updated_on,
  },
  { $id: 'TokenInfoV1', description: 'An API key' },
);
export type TokenInfoV1 = Static<typeof TokenInfoV1>;

export const TokenRenewV0 = Type.Object(
  {
    id,
    user,
    enterprise,
    token: Type.String({ description: 'The new key' }),
    expires_at: expiry,
    developerapp: developerApp,
    scope: Type.String({ description: 'What the key may do, separated by spaces' }),
    created_on,
    updated_on,
  },
  { $id: 'TokenRenewV0', description: 'A renewed API key' },
);
export type TokenRenewV0 = Static<typeof TokenRenewV0>;

export const DeveloperAppParams = Type.Object({
  enterprise_id: enterprise,
  developerapp_id: developerApp,
});

export const RenewTokenQuery = Type.Object({
  access_token: inferred(
    Type.String({
      minLength: 1,
      description: 'The key to renew. The key of the request is renewed whatever is sent here',
    }),
  ),
});
