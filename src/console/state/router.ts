import { computed, signal } from '@preact/signals';

type Query = Readonly<Record<string, string>>;

/** What the URL says: the segments of the path, and what the page shows. */
interface Route {
  readonly segments: readonly string[];
  readonly query: Query;
}

/** The query parameter that names the sandbox; the default one is left out. */
const sandboxParameter = 'sandbox';

/** The place in the console, which is the fragment of the URL: the server is not asked when it changes. */
export const route = signal<Route>(parseHash(location.hash));

/** The sandbox that the URL names; undefined for none. */
export const routeSandbox = computed(() => route.value.query[sandboxParameter]);

addEventListener('hashchange', () => {
  route.value = parseHash(location.hash);
});

/** The link to a place in the console. It keeps the sandbox unless the query names one. */
export function href(
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const sandbox = route.value.query[sandboxParameter];
  const entries = Object.entries({ [sandboxParameter]: sandbox, ...query }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  const isDefault = ([name, value]: [string, string]) =>
    name === sandboxParameter && value === 'default';
  const search = new URLSearchParams(entries.filter((entry) => !isDefault(entry))).toString();
  return `#/${path}${search ? `?${search}` : ''}`;
}

/** Goes to a place in the console. */
export function navigate(
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): void {
  location.hash = href(path, query);
}

/**
 * Changes what the page shows. The back button skips changes by typing, which replace the entry of the history. An undefined
 * value removes its parameter.
 */
export function setQuery(
  changes: Readonly<Record<string, string | undefined>>,
  { replaces = true }: { readonly replaces?: boolean } = {},
): void {
  const { segments, query } = route.value;
  const target = href(segments.map(encodeURIComponent).join('/'), { ...query, ...changes });
  if (!replaces) location.hash = target;
  else replace(target);
}

/** Changes the path and keeps the query, without an entry in the history: the page shows the place already. */
export function replacePath(path: string): void {
  replace(href(path, route.value.query));
}

function replace(target: string): void {
  history.replaceState(null, '', target);
  route.value = parseHash(target);
}

/** The link to the present page in another sandbox. What the page shows of a single document is left out. */
export function sandboxHref(sandbox: string): string {
  return href(route.value.segments[0] ?? '', { [sandboxParameter]: sandbox });
}

function parseHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const segments = path.split('/').filter(Boolean).map(decodeSegment);
  return { segments, query: Object.fromEntries(new URLSearchParams(search)) };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
