import { type Static, Type } from '@sinclair/typebox';
import { chosen, lenient } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, pageOf, pageParameters, time } from '../values.js';

/** The number of the enterprise at Google, which users' accounts at Google name too. */
export const googleEnterprise = 118;

const text = (description: string) => Type.String({ description });

export const GoogleEnterprise = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the enrolment' }),
    google_enterprise_id: text('The enterprise at Google'),
    name: text('The name of the enterprise at Google'),
    state: Type.Integer({ description: 'How far the enrolment is; the vendor names no values' }),
    callback_url: link('Where Google sends people back to'),
    signup_url: link('Where the enrolment began'),
    completion_token: text('Empty, because the enrolment is complete'),
    enterprise_token: text('Empty, because the enrolment is complete'),
    is_active: Type.Boolean(),
    created_on: time('When it was enrolled'),
    updated_on: time('When it was last changed'),
    enterprise: text('The enterprise'),
  },
  { $id: 'GoogleEnterprise', description: 'The enrolment of the enterprise at Google' },
);
export type GoogleEnterprise = Static<typeof GoogleEnterprise>;
export const GoogleEnterprisePage = pageOf(GoogleEnterprise, 'enrolments');

const emm = Type.Integer({
  description: 'The number of the enrolment, which must be that of the path',
  examples: [googleEnterprise],
});
const parent_url = chosen(
  Type.String({
    pattern: '^https?://[^\\s/]+',
    maxLength: 2000,
    description: 'The page that shows the frame of Google',
    examples: ['https://console.northstar.example/apps'],
  }),
  'pattern',
  'maxLength',
);

export const GoogleWebToken = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the token' }),
    emm,
    token: text('The token itself, which authenticates nothing'),
    parent_url,
    is_active: Type.Boolean(),
    created_on: time('When it was created'),
  },
  { $id: 'GoogleWebToken', description: "A token for a frame with Google's store" },
);
export type GoogleWebToken = Static<typeof GoogleWebToken>;
export const GoogleWebTokenPage = pageOf(GoogleWebToken, 'tokens');

export const GoogleWebTokenUpdate = Type.Object(
  { emm, parent_url, is_active: Type.Optional(Type.Boolean()) },
  {
    $id: 'GoogleWebTokenUpdate',
    description: 'A token to create',
    examples: [{ emm: googleEnterprise, parent_url: 'https://console.northstar.example/apps' }],
  },
);
export type GoogleWebTokenUpdate = Static<typeof GoogleWebTokenUpdate>;

const enterprise_id = uuid('The enterprise', enterpriseId);
export const EmmListParams = Type.Object({ enterprise_id });
export const EmmParams = Type.Object({
  enterprise_id,
  emm_id: lenient(
    Type.Integer({ description: 'The number of the enrolment', examples: [googleEnterprise] }),
  ),
});
export const EmmQuery = Type.Object(pageParameters());
