import type { Corp } from '../../../../schemas/kajeet/corps.js';
import { type DocumentError, documentRules } from '../../../simulator/data/rules.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, devices } from '../collections.js';
import { descendantGroupIds } from '../corp-tree.js';
import { deleteBelongings } from './balances.js';

type StoredCorp = StoredDocument<Corp, Record<string, never>>;

/** What holds for corps: a device group lies below another one, and is of the kinds of its account. */
export const corpRules = documentRules({
  collection: corps,
  description: 'Accounts and the device groups below them, which the vendor calls corps',
  columns: ['description', 'parentCorpId', 'city', 'state', 'kinds', 'timeZone', 'corpId'],
  nameFields: ['description'],
  keyField: '/wire/corpId',
  references: [
    {
      at: '/wire/parentCorpId',
      to: corps,
      copies: ['/wire/path', '/wire/kinds'],
    },
  ],
  derived: ['/wire/parentCorpId', '/wire/path', '/wire/kinds', '/wire/timeZone'],
  derive({ wire, internal }, { sandbox }) {
    const { parentCorpId = null, kinds = [] } = wire as Partial<Corp>;
    const parent = parentCorpId ? sandbox.documents(corps).get(parentCorpId)?.wire : undefined;
    const timeZone = (wire as Partial<Corp>).timeZone ?? parent?.timeZone ?? 'UTC';
    return {
      wire: {
        ...wire,
        parentCorpId,
        path: [...(parent?.path ?? []), wire.corpId],
        kinds: parent?.kinds ?? kinds,
        timeZone,
      },
      internal,
    };
  },
  check: (corp, { sandbox, before }) => [
    ...cycleErrors(corp),
    ...timeZoneErrors(corp),
    ...accountErrors(sandbox, corp, before),
  ],
  generate({ number, like }) {
    const { parentCorpId = null, kinds = ['enterprise'] } = like.wire;
    const corpId = `${parentCorpId ?? 'ACCOUNT'}-${number}`;
    const description = parentCorpId ? `Device Group ${number}` : `Account ${number}`;
    return {
      wire: {
        corpId,
        description,
        parentCorpId,
        path: [corpId],
        kinds,
        timeZone: like.wire.timeZone ?? 'America/New_York',
      },
      internal: {},
    };
  },
  afterWrite(sandbox, before, after) {
    if (before && !after) deleteBelongings(sandbox, before.wire.corpId);
  },
  shared: {
    kind: 'organisation',
    id: ({ wire }) => wire.corpId,
    find: (sandbox, id) => sandbox.documents(corps).get(id)?.wire.corpId,
    read: ({ wire }) => ({ name: wire.description }),
    write: ({ wire, internal }, { name = wire.description }) => ({
      wire: { ...wire, description: name },
      internal,
    }),
  },
});

function cycleErrors({ wire: { corpId, path } }: StoredCorp): DocumentError[] {
  if (path.indexOf(corpId) === path.length - 1) return [];
  return [{ at: '/wire/parentCorpId', message: `must not be ${corpId} or a corp below it` }];
}

function timeZoneErrors({ wire: { timeZone } }: StoredCorp): DocumentError[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    const message = `must be an IANA time zone, such as America/New_York, not ${timeZone}`;
    return [{ at: '/wire/timeZone', message }];
  }
}

/** A corp with devices stays in its account, because the labels of the devices do. */
function accountErrors(
  sandbox: Sandbox,
  { wire }: StoredCorp,
  before: StoredCorp | undefined,
): DocumentError[] {
  if (!before || before.wire.path[0] === wire.path[0]) return [];
  const corpId = descendantGroupIds(sandbox, wire.corpId);
  const count = sandbox.documents(devices).count({ where: { corpId } });
  if (count === 0) return [];
  const message = `must be in the account ${before.wire.path[0]}: the corp has ${count} devices`;
  return [{ at: '/wire/parentCorpId', message }];
}
