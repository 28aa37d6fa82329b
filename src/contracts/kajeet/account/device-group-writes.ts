import type { DeviceGroupInput } from '../../../../schemas/kajeet/account/device-groups.js';
import type { Corp, CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { conflict } from '../../../simulator/contract/problem.js';
import { performWork } from '../../../simulator/resources/long-write.js';
import { briefWork, joinWork, type LongWork } from '../../../store/documents/long-work.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { logos } from '../account-collections.js';
import { corps, devices } from '../collections.js';
import { requireCorpInTree, requireGroupIds } from '../corp-tree.js';
import { kajeetCaller } from '../identity.js';
import { presentGroup } from './device-group-reads.js';

/** Creates a device group below another one, of the same account. Throws a 409 problem if the parent has one of this name. */
export function addDeviceGroup(
  request: ValidatedRequest<
    unknown,
    unknown,
    DeviceGroupInput & { description: string; parentCorpId?: string }
  >,
) {
  const { sandbox, body } = request;
  const parent = requireCorpInTree(request, body.parentCorpId ?? kajeetCaller(request).corp.corpId);
  const description = body.description.trim();
  assertFreeDescription(sandbox, parent.corpId, description);
  const corpId = freeCorpId(sandbox, description);
  const corp: Corp = {
    corpId,
    parentCorpId: parent.corpId,
    path: [...parent.path, corpId],
    kinds: parent.kinds,
    timeZone: parent.timeZone,
    ...settableFields(body),
    description,
  };
  sandbox.documents(corps).insert(corp, {});
  saveLogo(sandbox, corpId, body.logoImage);
  return {
    message: `The device group ${description} was added`,
    deviceGroup: presentGroup(sandbox, corp),
  };
}

/** Changes a device group. Its devices show another description, which takes long in a large fleet. */
export function updateDeviceGroup(
  request: ValidatedRequest<CorpParams, unknown, DeviceGroupInput>,
) {
  requireGroupIds(request);
  const { sandbox, body, params } = request;
  const before = requireCorpInTree(request, params.corpId);
  const after: Corp = { ...before, ...settableFields(body) };
  if (after.description !== before.description)
    assertFreeDescription(sandbox, before.parentCorpId, after.description, before.corpId);
  const shown = presentGroup(sandbox, after);
  const deviceGroup = { ...shown, logoImage: (body.logoImage ?? shown.logoImage) || null };
  return performWork(request, (target) => changeGroup(target, after, body.logoImage), {
    message: `The device group ${after.description} was changed`,
    deviceGroup,
  });
}

/** The work of storing a changed group, its logo, and its description in its devices. */
function changeGroup(
  sandbox: Sandbox,
  after: Corp,
  logoImage: string | null | undefined,
): LongWork {
  const { corpId, description } = after;
  const isRenamed = sandbox.documents(corps).get(corpId)?.wire.description !== description;
  const storing = briefWork(() => {
    sandbox.documents(corps).upsert(after, {});
    saveLogo(sandbox, corpId, logoImage);
  });
  if (!isRenamed) return storing;
  const renaming = sandbox
    .documents(devices)
    .updateWhere({ where: { corpId } }, ({ wire, internal }) => ({
      wire: { ...wire, corpDescription: description },
      internal,
    }));
  return joinWork([renaming, storing]);
}

/** "Null leaves the logo, blank resets it to the default." */
function saveLogo(sandbox: Sandbox, corpId: string, logoImage: string | null | undefined): void {
  if (logoImage) sandbox.documents(logos).upsert({ corpId, logoImage }, {});
  else if (logoImage === '') sandbox.documents(logos).delete(corpId);
}

const settable = ['street', 'city', 'state', 'zip', 'dailyLimit', 'monthlyLimit'] as const;

function settableFields({ description, ...body }: DeviceGroupInput): Partial<Corp> {
  const sent = settable.filter((name) => body[name] !== undefined);
  return {
    ...Object.fromEntries(sent.map((name) => [name, body[name]])),
    ...(description !== undefined && { description: description.trim() }),
  };
}

/** A free corp id that is made of the description, like those of the seeded groups. */
function freeCorpId(sandbox: Sandbox, description: string): string {
  const plain = description.normalize('NFD').toUpperCase().replace(/\p{M}/gu, '');
  const words = plain.split(/[^A-Z0-9]+/).filter((word) => word !== '');
  const base = words.join('-').slice(0, 40).replace(/-$/, '') || 'GROUP';
  const stored = sandbox.documents(corps);
  for (let number = 1; ; number++) {
    const corpId = number === 1 ? base : `${base}-${number}`;
    if (!stored.get(corpId)) return corpId;
  }
}

/** Throws a 409 problem if a group below the same parent has the description, in any case. */
function assertFreeDescription(
  sandbox: Sandbox,
  parentCorpId: string | null,
  description: string,
  ownId?: string,
): void {
  if (parentCorpId === null) return;
  const siblings = sandbox.documents(corps).all({ tagged: { as: 'path', any: [parentCorpId] } });
  const owner = siblings.find(
    ({ wire }) =>
      wire.parentCorpId === parentCorpId &&
      wire.corpId !== ownId &&
      foldCase(wire.description) === foldCase(description),
  );
  if (!owner) return;
  throw conflict(`The device group ${owner.wire.corpId} is already called ${description}`, {
    rule: 'The descriptions of the groups below a parent differ',
    evidence: 'inferred',
    actual: `description ${description}`,
    remedies: ['another description'],
  });
}
