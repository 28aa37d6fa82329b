import type {
  CategoryUpdateModel,
  DeviceAddCategory,
  DeviceAddLabel,
  DeviceEditLabel,
} from '../../../../schemas/kajeet/account/labels.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { conflict, notFound } from '../../../simulator/contract/problem.js';
import { performWork } from '../../../simulator/resources/long-write.js';
import { briefWork, joinWork } from '../../../store/documents/long-work.js';
import { foldCase } from '../../../store/query/case-fold.js';
import { categories } from '../account-collections.js';
import { devices, labels } from '../collections.js';
import { accountIdOf, kajeetCaller } from '../identity.js';
import { categoriesOf, labelsOf, nextId } from './stored-labels.js';

type WriteRequest<Body> = ValidatedRequest<unknown, unknown, Body>;

/** Adds a category to the caller's account. Throws a 409 problem if it has one of this name. */
export function addCategory(request: WriteRequest<DeviceAddCategory>) {
  const corpId = accountIdOf(kajeetCaller(request));
  const name = freeName(request.body.name, categoriesOf(request.sandbox, corpId), 'category');
  const id = nextId(request.sandbox.documents(categories).all({}));
  request.sandbox.documents(categories).insert({ id, name, corpId }, {});
  return { message: `The category ${name} was added`, category: { id, name } };
}

/** Renames a category, in its labels too. */
export function renameCategory(request: WriteRequest<CategoryUpdateModel>) {
  const { sandbox, body } = request;
  const corpId = accountIdOf(kajeetCaller(request));
  const all = categoriesOf(sandbox, corpId);
  const [before] = requireAll([body.id], all, 'category');
  const name = freeName(body.name, all, 'category', body.id);
  sandbox.documents(categories).upsert({ id: body.id, name, corpId }, {});
  for (const label of labelsOf(sandbox, corpId))
    if (label.category === before?.name)
      sandbox.documents(labels).upsert({ ...label, category: name }, {});
  return { message: `The category is now called ${name}`, category: { id: body.id, name } };
}

/** Deletes categories. Throws a 404 problem that names the unknown ones, 409 if one still has labels. */
export function deleteCategories(request: WriteRequest<readonly number[]>) {
  const { sandbox, body } = request;
  const corpId = accountIdOf(kajeetCaller(request));
  const found = requireAll(body, categoriesOf(sandbox, corpId), 'category');
  const used = labelsOf(sandbox, corpId).filter(({ category }) =>
    found.some(({ name }) => name === category),
  );
  if (used.length > 0) {
    const actual = used.map(({ id, name, category }) => `${category} has ${id} ${name}`).join(', ');
    throw conflict(`Only categories without labels can be deleted; ${actual}`, {
      rule: 'A category with labels is not deleted',
      evidence: 'inferred',
      actual,
      remedies: ['DELETE /v1.0/accountSettings/labels with the ids of its labels, before'],
    });
  }
  for (const { id } of found) sandbox.documents(categories).delete(String(id));
  return deletion('category', 'categories', found.length);
}

/** Adds a label to a category of the caller's account. */
export function addLabel(request: WriteRequest<DeviceAddLabel>) {
  const { sandbox, body } = request;
  const corpId = accountIdOf(kajeetCaller(request));
  const [category] = requireAll([body.categoryId], categoriesOf(sandbox, corpId), 'category');
  const name = freeName(body.name, labelsOf(sandbox, corpId), 'label');
  const id = nextId(sandbox.documents(labels).all({}));
  const label = { id, name, category: category?.name ?? '' };
  sandbox.documents(labels).insert({ ...label, corpId }, {});
  return { message: `The label ${name} was added`, label };
}

/** Renames a label of the caller's account. */
export function renameLabel(request: WriteRequest<DeviceEditLabel>) {
  const { sandbox, body } = request;
  const corpId = accountIdOf(kajeetCaller(request));
  const all = labelsOf(sandbox, corpId);
  const [before] = requireAll([body.id], all, 'label');
  const name = freeName(body.name, all, 'label', body.id);
  const label = { id: body.id, name, category: before?.category ?? '' };
  sandbox.documents(labels).upsert({ ...label, corpId }, {});
  return { message: `The label is now called ${name}`, label };
}

/** Deletes labels and takes them off the devices. Throws a 404 problem that names the unknown ones. */
export function deleteLabels(request: WriteRequest<readonly number[]>) {
  const corpId = accountIdOf(kajeetCaller(request));
  const found = requireAll(request.body, labelsOf(request.sandbox, corpId), 'label');
  const ids = found.map(({ id }) => id);
  return performWork(
    request,
    (sandbox) => {
      const tagged = { as: 'labelIds', any: ids };
      const removing = sandbox.documents(devices).updateWhere({ tagged }, ({ wire, internal }) => ({
        wire,
        internal: {
          ...internal,
          labelIds: internal.labelIds.filter((id) => !ids.includes(id)),
        },
      }));
      const deleting = briefWork(() => {
        for (const id of ids) sandbox.documents(labels).delete(String(id));
      });
      return joinWork([removing, deleting]);
    },
    deletion('label', 'labels', ids.length),
  );
}

/** Returns the items with these ids, each once. Throws a 404 problem that names all unknown ids. */
function requireAll<Item extends { readonly id: number; readonly name: string }>(
  ids: readonly number[],
  items: readonly Item[],
  noun: string,
): Item[] {
  const unique = [...new Set(ids)];
  const unknown = unique.filter((id) => !items.some((item) => item.id === id));
  if (unknown.length > 0) {
    const known = items.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none';
    throw notFound(`There is no ${noun} ${unknown.join(', ')}`, {
      rule: `The request must name a ${noun} of the caller's account`,
      actual: `id ${unknown.join(', ')}`,
      remedies: [`one of: ${known}`],
    });
  }
  return items.filter(({ id }) => unique.includes(id));
}

/** Returns a name without surrounding space. Throws a 409 problem if another item has it, in any case. */
function freeName(
  name: string,
  items: readonly { readonly id: number; readonly name: string }[],
  noun: string,
  ownId?: number,
): string {
  const trimmed = name.trim();
  const owner = items.find(
    (item) => item.id !== ownId && foldCase(item.name) === foldCase(trimmed),
  );
  if (!owner) return trimmed;
  throw conflict(`The account already has a ${noun} ${owner.name}`, {
    rule: `The names of an account's ${noun === 'label' ? 'labels' : 'categories'} differ`,
    evidence: 'inferred',
    actual: `${noun} ${owner.id} is called ${owner.name}`,
    remedies: ['another name'],
  });
}

function deletion(one: string, many: string, deleted: number) {
  return { message: `${deleted} ${deleted === 1 ? one : many} deleted`, deleted };
}
