import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
import { User } from '../../../../schemas/esper/users.js';
import {
  CreatedInvite,
  type Invite,
  InviteAcceptQuery,
  InviteCreate,
  InviteList,
  InviteParams,
  InvitesQuery,
  inviteDays,
  TenantParams,
} from '../../../../schemas/esper/v2/invites.js';
import { noContent } from '../../../../schemas/responses.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { anyScope, publicAccess } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { enqueueMail } from '../../../simulator/outbox.js';
import { requestedBase } from '../../../simulator/proxy/links.js';
import type { ItemRequest } from '../../../simulator/resources/resource-store.js';
import { foldCase } from '../../../store/query/case-fold.js';
import { defaultSandbox } from '../../../store/sandbox/registry.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { administrators } from '../access.js';
import { invites as collection, connections, inviteSequence } from '../collections.js';
import { authn2 as evidence } from '../evidence.js';
import { enterprises } from '../tenant/lookup.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { acceptInvite } from './accept-invite.js';
import { validateInvite } from './invite-validation.js';
import { openInvites } from './open-invites.js';

const url = '/authn2/v0/tenant/:enterprise_id/invite';
const acceptUrl = `${url}/:invite_id/accept`;

/** Invites by mail. An accepted one is a user. */
export const invites: readonly Operation[] = [
  operation({
    method: 'POST',
    url,
    config: { access: administrators, evidence, effect: 'change' },
    schema: {
      operationId: 'tenantUserInvite',
      summary: 'Invite a user',
      description: `No mail is sent; GET /_sim/outbox lists it instead. Its link accepts the invite within ${inviteDays} days of the clock of the sandbox.`,
      params: TenantParams,
      body: ref(InviteCreate),
      response: { 201: ref(CreatedInvite) },
    },
    check: validateInvite,
    handler(request) {
      enterprises.require(request);
      const { sandbox, body } = request;
      const number = sandbox.sequences.next(inviteSequence);
      const created_at = currentTimestamp(sandbox);
      const invite: Invite = {
        id: uuidOf(`esper invite ${number}`),
        email: body.email,
        tenant_id: body.meta.profile.enterprise.toLowerCase(),
        idp_invite_id: uuidOf(`esper idp invite ${number}`).replaceAll('-', ''),
        meta: body.meta,
        connection_id: body.connection_id ?? defaultConnectionOf(sandbox),
        send_invitation_email: true,
        created_at,
        updated_at: created_at,
      };
      const token = uuidOf(`esper invite token ${number}`).replaceAll('-', '');
      sandbox.documents(collection).insert(invite, { token });
      const link = acceptLink(request, invite, token);
      enqueueMail(sandbox, { to: body.email, subject: 'You are invited to Esper', link, token });
      return { ...invite, invitation_url: link };
    },
  }),
  operation({
    method: 'GET',
    url,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getTenantUserInvites',
      summary: 'List user invites',
      description: 'The open ones, the oldest first. The vendor documents 201 for this read.',
      params: TenantParams,
      querystring: InvitesQuery,
      response: { 201: ref(InviteList) },
    },
    handler(request) {
      enterprises.require(request);
      const { limit, offset = 0, email } = request.query;
      const where = email ? { email: foldCase(email) } : {};
      const open = openInvites(request.sandbox, where);
      const end = limit === undefined ? undefined : offset + limit;
      return { count: open.length, userinvites: open.slice(offset, end).map(({ wire }) => wire) };
    },
  }),
  operation({
    method: 'DELETE',
    url: `${url}/:invite_id`,
    config: { access: administrators, evidence, effect: 'destroy' },
    schema: {
      operationId: 'deleteTenantUserInvite',
      summary: 'Delete a invite',
      description: 'Withdraws an invite: its link does not work any more.',
      params: InviteParams,
      response: { 204: noContent },
    },
    handler(request) {
      enterprises.require(request);
      request.sandbox.documents(collection).delete(requireOpen(request).wire.id);
    },
  }),
  operation({
    method: 'GET',
    url: acceptUrl,
    config: {
      access: publicAccess,
      evidence: { ...evidence, kind: 'inferred' },
      effect: 'change',
    },
    schema: {
      operationId: 'acceptTenantUserInvite',
      summary: 'Accept an invite',
      description:
        'The link in the mail of an invite. Creates the user and returns it. The vendor has a page of its console here.',
      params: InviteParams,
      querystring: InviteAcceptQuery,
      response: { 200: ref(User) },
    },
    handler(request) {
      const invite = requireOpen(request);
      if (invite.internal.token !== request.query.token) throw unknownInvite(invite.wire.id);
      return acceptInvite(request.sandbox, invite.wire);
    },
  }),
];

/** The open invite that the path names. Throws a 404 problem for others. */
function requireOpen({ sandbox, params }: ItemRequest) {
  const { invite_id: id = '' } = params as Readonly<Record<string, string>>;
  const [found] = openInvites(sandbox, { key: id.toLowerCase() });
  if (!found) throw unknownInvite(id);
  return found;
}

function unknownInvite(id: string) {
  return notFound(`There is no open invite ${id}: it is unknown, accepted, withdrawn or expired`, {
    rule: `An invite can be accepted once, within ${inviteDays} days, by the link in its mail`,
    evidence: 'inferred',
    remedies: ['the link of a newer mail in GET /_sim/outbox'],
  });
}

function defaultConnectionOf(sandbox: Sandbox): string {
  const found = sandbox.documents(connections).findOne({ where: { isDefault: 1 } });
  return found?.wire.connection_id ?? '';
}

/** The link names the sandbox, because a browser that follows it sends no header. */
function acceptLink(request: FastifyRequest, { id, tenant_id }: Invite, token: string): string {
  const { sandboxName } = request.context;
  const prefix = sandboxName === defaultSandbox ? '' : `/~${sandboxName}`;
  const path = acceptUrl.replace(':enterprise_id', tenant_id).replace(':invite_id', id);
  return `${requestedBase(request)}${prefix}${request.server.prefix}${path}?token=${token}`;
}
