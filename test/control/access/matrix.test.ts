import t from 'tap';
import { contracts } from '../../../src/contracts/index.js';
import { startInjected } from '../../support/app.js';
import { example } from '../../support/example-request.js';

const server = await startInjected(t);

interface Verdict {
  readonly verdict: string;
  readonly reason: string | null;
}
interface OperationAccess {
  readonly operationId: string;
  readonly method: string;
  readonly source: string;
  readonly rules: string[];
  readonly conditions: string[];
  readonly scopes: Record<string, Verdict>;
  readonly personas: Record<string, Verdict>;
}

/** The operations that a bearer may call without changing the world, so that a verdict can be compared with a call. */
function readsOf({ operations }: (typeof contracts)[number]) {
  return operations.filter(({ method, config: { access, effect } }) => {
    const isRead = method === 'GET' && effect === 'read';
    return isRead && !access.open && access.scheme === undefined;
  });
}

t.test('each verdict on a persona is what a call meets', async (t) => {
  const { send } = server.sandbox();
  const personas: { name: string; contract: string; token: string }[] = (
    await send('GET', '/_sim/personas')
  ).body;
  const compare = async (contract: (typeof contracts)[number], persona: string, token: string) => {
    const { body } = await send('GET', `/_sim/access/${contract.name}`);
    const found = new Map<string, OperationAccess>(
      body.operations.map((each: OperationAccess) => [each.operationId, each]),
    );
    t.equal(found.size, contract.operations.length);
    for (const operation of readsOf(contract)) {
      const { personas: verdicts, conditions } = found.get(operation.schema.operationId)!;
      const { verdict } = verdicts[persona]!;
      const { status } = await send('GET', example(contract, operation).url, { token });
      const label = `${persona} ${operation.schema.operationId} ${verdict} ${status}`;
      if (verdict === 'refused') t.ok([401, 403].includes(status), label);
      else if (verdict !== 'allowed') t.equal(status, 403, label);
      // Conditions on the request are not decided.
      else if (conditions.length === 0) t.not(status, 401, label);
    }
  };
  for (const contract of contracts)
    for (const { name, token } of personas.filter((each) => each.contract === contract.name))
      await compare(contract, name, token);
});

t.test('a refusal says by which rule, and the operation where it is documented', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', '/_sim/access/kajeet');
  const find = (id: string): OperationAccess =>
    body.operations.find(({ operationId }: OperationAccess) => operationId === id);
  const users = find('updateUserStatus');
  t.match(users, {
    source: /^https:\/\/kajeet\.dev\//,
    rules: ['Only for scope org_super, org_managerplus.'],
    scopes: {
      org_super: { verdict: 'allowed', reason: null },
      org_user: { verdict: 'not-allowed', reason: /Only for scope org_super or org_managerplus/ },
    },
  });
  t.match(find('saveContactInformation').scopes, {
    readonly: { verdict: 'chosen', reason: /Not for scope readonly/ },
    aux_activation: { verdict: 'allowed' },
  });
  const card = find('getCreditCardInformation');
  t.strictSame(card.conditions, ['notPlte']);
  t.ok(
    Object.values(card.personas).some(
      ({ verdict, reason }) =>
        verdict === 'condition' && /not PLTE; the account HARBOR-PLTE is plte/.test(reason ?? ''),
    ),
  );
  t.match(body.scopes, [{ name: 'org_super', base: null }]);
  t.match(
    body.scopes.find(({ name }: { name: string }) => name === 'aux_activation'),
    { base: 'org_tech' },
  );
  t.match(await send('GET', '/_sim/access/kajet'), {
    status: 404,
    body: { detail: /did you mean kajeet\?/ },
  });
});
