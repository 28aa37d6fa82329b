import { customRole, type roles } from '../../../schemas/esper/profiles.js';
import { commandScopes } from '../../../schemas/esper/v2/scopes.js';
import {
  type Access,
  allow,
  type Condition,
  withConditions,
} from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { forbidden } from '../../simulator/contract/problem.js';
import { customScopes } from './identity.js';

/** The roles that may write. The vendor's console documentation says Enterprise Admin; the vendor's staff may do the same. */
export const administrators = allow('Enterprise Admin', 'Shoonya Admin');

/** What the target of a command is: a device, a group, or what the body says. */
type CommandTarget = keyof typeof commandScopes | 'BODY';

/** Who may call the operations of some URLs, besides what they declare. */
interface AccessRule {
  /** Matches their URLs. The first rule that matches counts. */
  readonly url: RegExp;
  /** The scope that a custom role needs, by method. Without one it reads like any role, and does not write. */
  readonly scopes?: Partial<Record<Operation['method'], string>>;
  /** The operation sends a command, and needs the scope of that command. */
  readonly sends?: CommandTarget;
  /** A Group Admin writes too, in its groups. */
  readonly isForGroupAdmins?: true;
  /** Roles that may not even read. */
  readonly deny?: readonly (typeof roles)[number][];
}

/** The scopes of an object by method: those of updates are for PUT and PATCH. */
function crud(object: string) {
  const update = `update:${object}`;
  return {
    GET: `read:${object}`,
    POST: `create:${object}`,
    PUT: update,
    PATCH: update,
    DELETE: `delete:${object}`,
  };
}

/** The vendor publishes the names of the scopes, and which roles read and write what; which operation needs which scope is chosen. */
const rules: readonly AccessRule[] = [
  { url: /\/personal-access-token\//, scopes: crud('personal_access_token') },
  { url: /^\/authz2\/v1\/users\/:\w+\/groups$/, scopes: { GET: 'read:user:group' } },
  { url: /\/device\/:\w+\/command\/$/, sends: 'DEVICE', isForGroupAdmins: true },
  { url: /\/devicegroup\/:\w+\/command\/$/, sends: 'GROUP', isForGroupAdmins: true },
  {
    url: /\/(:enterprise_id\/command|commands)\/$/,
    sends: 'BODY',
    scopes: { GET: 'read:device' },
    isForGroupAdmins: true,
  },
  { url: /\/command(s\/v0|-history)?\//, scopes: { GET: 'read:device' } },
  { url: /\/(device\/:\w+\/(app|install)|device-apps)\//, scopes: { GET: 'read:device_app' } },
  { url: /\/initialtemplate\//, scopes: { GET: 'read:provisioning_template' } },
  { url: /\/(devices?|tags)\//, scopes: { GET: 'read:device' } },
  {
    // The vendor has no scopes for the change and the deletion of groups.
    url: /\/devicegroup\//,
    scopes: {
      ...{ GET: 'read:group', POST: 'create:group', PUT: 'create:group' },
      ...{ PATCH: 'create:group', DELETE: 'create:group' },
    },
    isForGroupAdmins: true,
  },
  { url: /\/application\//, scopes: { ...crud('app:esper_android'), GET: 'read:app' } },
  { url: /\/policy\//, scopes: crud('compliance_policy') },
  { url: /\/blueprint\//, scopes: { GET: 'read:blueprint' } },
  { url: /\/emm(\/|$)/, scopes: { GET: 'read:emm', POST: 'create:emm' } },
  { url: /^\/graph\//, scopes: { GET: 'read:device_graph' } },
  { url: /\/report\//, scopes: { GET: 'read:report' }, deny: ['Group Viewer'] },
  { url: /\/geofence\//, scopes: { GET: 'read:geofence' }, deny: ['Group Admin', 'Group Viewer'] },
];

/** The operations with the access that the rules of roles and scopes give them. */
export function withAccessRules(operations: readonly Operation[]): Operation[] {
  return operations.map((operation) => {
    // Whoever has no key has no role.
    const rule = operation.config.access.open
      ? undefined
      : rules.find(({ url }) => url.test(operation.url));
    return rule ? withRule(operation, rule) : operation;
  });
}

function withRule(operation: Operation, rule: AccessRule): Operation {
  const { method, config, handler } = operation;
  const isCommand = rule.sends !== undefined && method === 'POST';
  const scope = rule.scopes?.[method];
  const condition = isCommand ? commandScope : scope && scopeCondition(scope);
  const admitted = [
    ...(rule.isForGroupAdmins && method !== 'GET' ? ['Group Admin'] : []),
    ...(condition ? [customRole] : []),
  ];
  const access = admitAlso(config.access, admitted, rule.deny);
  const checked = isCommand && handler ? checkingCommand(handler, rule.sends) : handler;
  return {
    ...operation,
    config: { ...config, access: condition ? withConditions(access, condition) : access },
    ...(checked && { handler: checked }),
  };
}

function admitAlso(access: Access, names: readonly string[], denied: AccessRule['deny']): Access {
  if (access.allow) return { ...access, allow: [...access.allow, ...names] };
  return denied ? { ...access, deny: denied } : access;
}

const conditions = new Map<string, Condition>();

/** The condition that a custom role has a scope. */
function scopeCondition(scope: string): Condition {
  const known = conditions.get(scope);
  if (known) return known;
  const condition: Condition = {
    name: scope,
    rule: `A custom role needs the scope ${scope}`,
    evidence: 'inferred',
    isAccountCondition: false,
    violation: (caller) => missingScope(caller, (each) => each === scope),
    remedies: () => remediesFor(scope),
  };
  conditions.set(scope, condition);
  return condition;
}

/** The command is in the body, which is read later: here, some scope of a command is enough. */
const commandScope: Condition = {
  name: 'create:*_command',
  rule: `A custom role needs the scope of the command, such as ${commandScopes.DEVICE}:REBOOT or ${commandScopes.GROUP}:REBOOT`,
  evidence: 'inferred',
  isAccountCondition: false,
  violation: (caller) =>
    missingScope(caller, (each) =>
      Object.values(commandScopes).some((prefix) => each.startsWith(`${prefix}:`)),
    ),
  remedies: () => remediesFor(`${commandScopes.DEVICE}:REBOOT`),
};

function missingScope(
  caller: Parameters<typeof customScopes>[0],
  matches: (scope: string) => boolean,
): string | undefined {
  const scopes = customScopes(caller);
  return !scopes || scopes.some(matches) ? undefined : describeScopes(scopes);
}

/** How many scopes of a role an error lists. */
const maxListed = 5;

function describeScopes(scopes: readonly string[]): string {
  const listed = scopes.slice(0, maxListed).join(', ') || 'none';
  return `the role of this user has ${listed}${scopes.length > maxListed ? ' and others' : ''}`;
}

function remediesFor(scope: string): string[] {
  return [`${scope} among the scopes that PUT /authz2/v1/roles/{role_id}/scopes sets`];
}

type Handler = NonNullable<Operation['handler']>;

/** A handler that first checks whether a custom role has the scope of the command in the body. */
function checkingCommand(handler: Handler, target: CommandTarget | undefined): Handler {
  return (request) => {
    const scopes = customScopes(request.caller);
    if (scopes) assertCommandScope(scopes, request.body as SentCommand, target);
    return handler(request);
  };
}

interface SentCommand {
  readonly command?: string;
  readonly command_type?: string;
  readonly devices?: readonly string[];
  readonly groups?: readonly string[];
}

function assertCommandScope(
  scopes: readonly string[],
  sent: SentCommand,
  target: CommandTarget | undefined,
): void {
  const needed = targetsOf(sent, target).map((each) => `${commandScopes[each]}:${sent.command}`);
  const scope = needed.find((each) => !scopes.includes(each));
  if (scope === undefined) return;
  const actual = describeScopes(scopes);
  const rule = `A custom role needs the scope ${scope}`;
  throw forbidden(`${rule}; ${actual}`, {
    rule,
    evidence: 'inferred',
    actual,
    remedies: remediesFor(scope),
  });
}

/** What a command is sent to. A DYNAMIC one is for its devices and its groups, and for all devices, like a group, without both. */
function targetsOf(
  { command_type, devices = [], groups = [] }: SentCommand,
  target: CommandTarget = 'BODY',
): (keyof typeof commandScopes)[] {
  if (target !== 'BODY') return [target];
  if (command_type === 'DEVICE' || command_type === 'GROUP') return [command_type];
  if (groups.length === 0) return [devices.length > 0 ? 'DEVICE' : 'GROUP'];
  return devices.length > 0 ? ['DEVICE', 'GROUP'] : ['GROUP'];
}
