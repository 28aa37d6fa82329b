import { ref } from '../../../../schemas/annotations.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import {
  EmmListParams,
  EmmParams,
  EmmQuery,
  GoogleEnterprise,
  GoogleEnterprisePage,
  GoogleWebToken,
  GoogleWebTokenPage,
  GoogleWebTokenUpdate,
  googleEnterprise,
} from '../../../../schemas/esper/tenant/emm.js';
import type { EnterpriseV1 } from '../../../../schemas/esper/tenant/enterprise.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { anyScope } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError, notFound } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import type { ItemRequest } from '../../../simulator/resources/resource-store.js';
import { enterprises as collection, webTokenSequence, webTokens } from '../collections.js';
import { v0File as evidence } from '../evidence.js';
import { linksFor } from '../links.js';
import { arrayPage } from '../paging.js';
import { resource } from '../resource.js';
import { enterprises } from './lookup.js';
import { currentTimestamp } from './timestamp.js';

const url = '/v0/enterprise/:enterprise_id/emm';
const config = { access: anyScope, evidence, effect: 'read' } as const;

/** How far the enrolment is. Public client code has this highest number; its meaning is not published. */
const completeState = 10;

const webToken = resource({
  collection: webTokens,
  url: `${url}/:emm_id/webtoken/`,
  itemUrl: `${url}/:emm_id/webtoken/`,
  id: 'emm_id',
  noun: 'enrolment',
  params: EmmParams,
  model: GoogleWebToken,
  evidence,
  parent: { require: requireEnrolment },
  validate: validateWebToken,
});

/** The enrolment of the enterprise at Google. */
export const emm: readonly Operation[] = [
  operation({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'listEmm',
      summary: 'List the enrolments at Google',
      params: EmmListParams,
      querystring: EmmQuery,
      response: { 200: ref(GoogleEnterprisePage) },
    },
    handler(request) {
      enterprises.require(request);
      const enrolled = enrolledEnterprise(request);
      return arrayPage(request, enrolled ? [enrolled] : [], (each) =>
        presentEnrolment(request, each),
      );
    },
  }),
  operation({
    method: 'GET',
    url: `${url}/:emm_id`,
    config,
    schema: {
      operationId: 'getEmm',
      summary: 'Read an enrolment at Google',
      params: EmmParams,
      response: { 200: ref(GoogleEnterprise) },
    },
    handler: (request) => presentEnrolment(request, requireEnrolment(request)),
  }),
  webToken.list({
    operationId: 'listWebTokens',
    summary: "List tokens for frames with Google's store",
    querystring: EmmQuery,
    page: GoogleWebTokenPage,
    handler(request) {
      const tokens = request.sandbox.documents(webTokens).all({});
      return arrayPage(request, tokens, ({ wire }) => wire);
    },
  }),
  webToken.create({
    operationId: 'createWebToken',
    summary: "Create a token for a frame with Google's store",
    description: 'The token is not known to Google.',
    body: GoogleWebTokenUpdate,
    create({ sandbox, body: { emm, parent_url, is_active = true } }) {
      const id = sandbox.sequences.next(webTokenSequence);
      const token = uuidOf(`esper web token ${id}`).replaceAll('-', '');
      const created_on = currentTimestamp(sandbox);
      return { id, emm, token, parent_url, is_active, created_on };
    },
  }),
];

type EnrolledEnterprise = EnterpriseV1 & { readonly emm: NonNullable<EnterpriseV1['emm']> };

/** The enterprise if it is enrolled. */
function enrolledEnterprise({ sandbox }: Pick<ItemRequest, 'sandbox'>) {
  const enterprise = sandbox.documents(collection).get(enterpriseId)?.wire;
  return enterprise?.emm ? (enterprise as EnrolledEnterprise) : undefined;
}

function presentEnrolment(
  request: PresentRequest,
  { name, created_on, emm: { google_enterprise_id } }: EnrolledEnterprise,
): GoogleEnterprise {
  const enterprise = linksFor(request).enterprise(enterpriseId);
  return {
    id: googleEnterprise,
    google_enterprise_id,
    name,
    state: completeState,
    callback_url: `${enterprise}emm/callback/`,
    signup_url: 'https://play.google.com/work/adminsignup',
    completion_token: '',
    enterprise_token: '',
    is_active: true,
    created_on,
    updated_on: created_on,
    enterprise,
  };
}

/** The enterprise whose enrolment a path names. Throws a 404 problem for an unknown one. */
function requireEnrolment(request: ItemRequest): EnrolledEnterprise {
  enterprises.require(request);
  const { emm_id } = request.params as { readonly emm_id: unknown };
  const enterprise = enrolledEnterprise(request);
  if (!enterprise || emm_id !== googleEnterprise) throw notFound(`There is no enrolment ${emm_id}`);
  return enterprise;
}

/** Reports an enrolment that is not that of the path. */
function validateWebToken({ body, params }: UnvalidatedRequest): FieldError[] {
  const { emm_id } = params as { readonly emm_id: unknown };
  return Number.isInteger(body.emm) && String(body.emm) !== String(emm_id)
    ? fieldError('emm', `must be the enrolment of the path, ${emm_id}`)
    : [];
}
