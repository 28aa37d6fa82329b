import { type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { IssuedToken, Mail, Persona } from '../../../schemas/control/index.js';
import { AccessMatrix, AccessParams } from '../../../schemas/control/views/access.js';
import type { TokenIssuer } from '../../simulator/auth/tokens.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Contract } from '../../simulator/contract/contract.js';
import type { TokenRequest } from '../../simulator/contract/identity.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import { listMail } from '../../simulator/outbox.js';
import { nothingNamed } from '../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { assertSandboxAccess } from '../access/sandbox-keys.js';
import type { ControlContext } from '../context.js';
import { accessMatrix } from '../explain/access-matrix.js';

const tags = ['callers'];

/** What a token is requested with. */
type TokenBody = TokenRequest & { readonly contract: string; readonly sandbox?: string };

/** Operations that give callers a user, a token or their mail. */
export function personaOperations(
  { contracts, sandboxes, signer }: ControlContext,
  tokenBody: TSchema,
): Operation[] {
  return [
    operation({
      method: 'GET',
      url: '/personas',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listPersonas',
        summary: 'List the seeded users of each vendor and role, with fresh tokens',
        tags,
        response: { 200: Type.Array(ref(Persona), { description: 'The personas' }) },
      },
      handler: ({ sandbox, issuer }) =>
        contracts.flatMap((contract) => personasOf(contract, sandbox, issuer)),
    }),
    operation({
      method: 'GET',
      url: '/access/:contract',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'readAccess',
        summary: 'Read who may call which operations of a vendor API, by scope and by persona',
        description:
          'For every operation: the rules that decide who may call it, the verdict for each scope, and that for each persona of the sandbox, whose account counts too. Conditions that depend on the request, such as the device group in the path, are named but not decided.',
        tags,
        params: AccessParams,
        response: { 200: ref(AccessMatrix) },
      },
      handler({ sandbox, issuer, params: { contract: name } }) {
        const contract = contracts.find((each) => each.name === name);
        if (contract) return accessMatrix(contract, { sandbox, signer, issuer });
        const names = contracts.map((each) => each.name);
        throw notFound(nothingNamed(name, names, ['contract', 'contracts']));
      },
    }),
    operation({
      method: 'POST',
      url: '/tokens',
      config: {
        access: anyScope,
        effect: 'read',
        refusals: { 404: 'No seeded user matches.' },
      },
      schema: {
        operationId: 'mintToken',
        summary: 'Issue a token for a persona, for a scope, or for both',
        tags,
        body: ref(tokenBody),
        response: { 201: ref(IssuedToken) },
      },
      handler(request) {
        const { sandbox, issuer, body } = request;
        const { contract: name, sandbox: other, ...wanted } = body as TokenBody;
        if (other) assertSandboxAccess(request, other);
        const contract = contracts.find((each) => each.name === name) as Contract;
        // The user and the time of a token are those of the sandbox that it carries.
        const target = other ? sandboxes.open(other) : sandbox;
        if (!target) throw notFound(`There is no sandbox ${other}`);
        const issuerOfTarget = other ? signer.issuerFor(other) : issuer;
        return contract.identity.issueToken(target, wanted, issuerOfTarget);
      },
    }),
    operation({
      method: 'GET',
      url: '/outbox',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listOutbox',
        summary: 'List the mail that a vendor would have sent, newest first',
        tags,
        response: { 200: Type.Array(ref(Mail), { description: 'The mails' }) },
      },
      handler: ({ sandbox }) => listMail(sandbox),
    }),
  ];
}

/** The personas of a contract, each with a fresh token. */
function personasOf(contract: Contract, sandbox: Sandbox, issuer: TokenIssuer): Persona[] {
  const { identity, name } = contract;
  return identity.personas(sandbox).map((persona) => ({
    contract: name,
    name: persona.name,
    displayName: persona.displayName,
    purpose: persona.purpose,
    scopes: [...persona.scopes],
    username: persona.username,
    password: persona.password,
    token: identity.issueToken(sandbox, { persona: persona.name }, issuer).token,
    ...(persona.corpId ? { corpId: persona.corpId } : {}),
    ...(persona.account
      ? { account: { corpId: persona.account.corpId, kinds: [...persona.account.kinds] } }
      : {}),
  }));
}
