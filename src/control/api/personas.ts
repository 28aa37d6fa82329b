import { type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { Mail, MintedToken, Persona } from '../../../schemas/control/index.js';
import type { Signer } from '../../simulator/auth/tokens.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Contract } from '../../simulator/contract/contract.js';
import type { TokenRequest } from '../../simulator/contract/identity.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import { listMail } from '../../simulator/outbox.js';
import { withCapacityCheck } from '../../simulator/pipeline/sandbox-routing.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';

const tags = ['callers'];

/** Who to call the vendor APIs as. */
export function personas(
  { contracts, sandboxes, signer }: ControlContext,
  request: TSchema,
): Operation[] {
  return [
    operation({
      method: 'GET',
      url: '/personas',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listPersonas',
        summary: 'The seeded users of each vendor and role, with fresh tokens',
        tags,
        response: { 200: Type.Array(ref(Persona), { description: 'The personas' }) },
      },
      handler: ({ sandbox }) =>
        contracts.flatMap((contract) => personasOf(contract, sandbox, signer)),
    }),
    operation({
      method: 'POST',
      url: '/tokens',
      config: {
        access: anyScope,
        effect: 'read',
        refusals: { 404: 'No seeded user is as wished.' },
      },
      schema: {
        operationId: 'mintToken',
        summary: 'Make a token for a persona, for a scope, or for both together',
        tags,
        body: ref(request),
        response: { 201: ref(MintedToken) },
      },
      handler({ sandbox, body }) {
        const { contract: name, ...wished } = body as TokenRequest & { contract: string };
        const contract = contracts.find((each) => each.name === name) as Contract;
        // A token that leads to a sandbox is for a user of that sandbox, at its time.
        const { sandbox: other } = wished;
        const there = other ? withCapacityCheck(() => sandboxes.open(other)) : sandbox;
        if (!there) throw notFound(`There is no sandbox ${wished.sandbox}`);
        return contract.identity.issueToken(there, wished, signer);
      },
    }),
    operation({
      method: 'GET',
      url: '/outbox',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listOutbox',
        summary: 'Mail that a vendor would have sent, newest first',
        tags,
        response: { 200: Type.Array(ref(Mail), { description: 'The mails' }) },
      },
      handler: ({ sandbox }) => listMail(sandbox),
    }),
  ];
}

/** The personas of one contract as they are told, each with a token that works now, or for so many seconds. */
export function personasOf(
  contract: Contract,
  sandbox: Sandbox,
  signer: Signer,
  expiresIn?: number,
): Persona[] {
  const { identity, name } = contract;
  return identity.personas(sandbox).map((persona) => ({
    contract: name,
    name: persona.name,
    purpose: persona.purpose,
    scopes: [...persona.scopes],
    username: persona.username,
    password: persona.password,
    token: identity.issueToken(sandbox, { persona: persona.name, expiresIn }, signer).token,
    ...(persona.corpId ? { corpId: persona.corpId } : {}),
    ...(persona.account
      ? { account: { corpId: persona.account.corpId, kinds: [...persona.account.kinds] } }
      : {}),
  }));
}
