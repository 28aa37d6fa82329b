import { mainOrganisation } from '../../../../seeds/world/world.js';
import { DocumentErrors } from '../../../simulator/data/document-errors.js';
import { type DocumentError, documentRules } from '../../../simulator/data/rules.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { categoriesOf, labelsOf, nextId } from '../account/stored-labels.js';
import { categories, logos } from '../account-collections.js';
import { corps, labels } from '../collections.js';
import { corpErrors } from './corp-errors.js';

/** What holds for labels: they belong to an account, and to a category of it, which is added where it is missing. */
export const labelRules = documentRules({
  collection: labels,
  description: 'Labels that an account puts on its devices',
  columns: ['name', 'category', 'corpId', 'id'],
  nameFields: ['name'],
  keyField: '/wire/id',
  references: [{ at: '/wire/corpId', to: corps }],
  generate({ sandbox, number }) {
    const id = nextId(sandbox.documents(labels).all({}));
    const wire = { id, name: `Label ${number}`, category: 'Use', corpId: mainOrganisation };
    return { wire, internal: {} };
  },
  check: ({ wire }, { sandbox }) => accountErrors(sandbox, wire.corpId),
  afterWrite(sandbox, _, after) {
    if (!after) return;
    const { category: name, corpId } = after.wire;
    if (categoriesOf(sandbox, corpId).some((each) => each.name === name)) return;
    const id = nextId(sandbox.documents(categories).all({}));
    sandbox.documents(categories).insert({ id, name, corpId }, {});
  },
});

/** What holds for the categories of labels: they belong to an account, and their labels have their name. */
export const categoryRules = documentRules({
  collection: categories,
  description: 'Categories of the labels of an account',
  columns: ['name', 'corpId', 'id'],
  nameFields: ['name'],
  keyField: '/wire/id',
  references: [{ at: '/wire/corpId', to: corps }],
  generate({ sandbox, number }) {
    const id = nextId(sandbox.documents(categories).all({}));
    return { wire: { id, name: `Category ${number}`, corpId: mainOrganisation }, internal: {} };
  },
  check({ wire }, { sandbox }) {
    const others = categoriesOf(sandbox, wire.corpId).filter(({ id }) => id !== wire.id);
    const isTaken = others.some(({ name }) => name === wire.name);
    const message = `must differ from the other categories of ${wire.corpId}`;
    return [
      ...accountErrors(sandbox, wire.corpId),
      ...(isTaken ? [{ at: '/wire/name', message }] : []),
    ];
  },
  afterWrite(sandbox, before, after) {
    if (!before || before.wire.name === after?.wire.name) return;
    const { name, corpId } = before.wire;
    const used = labelsOf(sandbox, corpId).filter(({ category }) => category === name);
    const [first] = used;
    if (!after && first)
      throw new DocumentErrors([{ at: '', message: `is the category of ${first.name}` }]);
    for (const label of used)
      sandbox.documents(labels).upsert({ ...label, category: after?.wire.name ?? name }, {});
  },
});

/** What holds for logos: they belong to a device group, and go with it. */
export const logoRules = documentRules({
  collection: logos,
  description: 'The logos of device groups, as data URLs',
  columns: ['corpId', 'logoImage'],
  nameFields: ['corpId'],
  keyField: '/wire/corpId',
  references: [{ at: '/wire/corpId', to: corps, mayDangle: true }],
  check: ({ wire }, { sandbox }) => corpErrors(sandbox, '/wire/corpId', wire.corpId),
});

/** A corp that is not an account itself. */
function accountErrors(sandbox: Sandbox, corpId: string): DocumentError[] {
  const { parentCorpId = null, path = [] } = sandbox.documents(corps).get(corpId)?.wire ?? {};
  if (parentCorpId === null) return [];
  const message = `must be an account, such as ${path[0]}; ${corpId} is below one`;
  return [{ at: '/wire/corpId', message }];
}
