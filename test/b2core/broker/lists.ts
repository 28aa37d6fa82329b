import type { Send } from '../../support/app.js';
import { b2core } from '../api.js';

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds
export type Item = any;

/** All items of a list. */
export async function all(send: Send, path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (;;) {
    const separator = path.includes('?') ? '&' : '?';
    const url = `${b2core}${path}${separator}limit=100&offset=${items.length}`;
    const { body } = await send('GET', url);
    items.push(...body);
    if (body.length < 100) return items;
  }
}

const paths = {
  profiles: '/profiles',
  platforms: '/platforms',
  platformGroups: '/platforms/groups',
  symbols: '/symbols',
  symbolGroups: '/symbols/groups',
  accounts: '/accounts',
  trades: '/trades',
  payments: '/payments',
  relations: '/relations',
  ibTypes: '/groups',
};

/** Everything that the lists of a broker show. */
export async function readBroker(send: Send) {
  const entries = await Promise.all(
    Object.entries(paths).map(async ([name, path]) => [name, await all(send, path)] as const),
  );
  const lists = Object.fromEntries(entries) as Record<keyof typeof paths, Item[]>;
  const parts = async (kind: string) =>
    (
      await Promise.all(lists.ibTypes.map(({ groupId }) => all(send, `/groups/${groupId}/${kind}`)))
    ).flat();
  const plans = await Promise.all(
    lists.symbols.map(({ symbolId }) => all(send, `/symbols/${symbolId}/preferences`)),
  );
  return {
    ...lists,
    levels: await parts('levels'),
    tiers: await parts('tiers'),
    plans: plans.flat(),
  };
}

export type Broker = Awaited<ReturnType<typeof readBroker>>;
