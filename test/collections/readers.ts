import { randomBytes } from 'node:crypto';
import { parseRequest, stringifyRequest } from '@usebruno/filestore';
import { collectionSchema } from '@usebruno/schema';
import postman, { type Item } from 'postman-collection';

/** A request as a client would send it. */
export interface ReadRequest {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

type Values = ReadonlyMap<string, string>;

const basic = (username: string, password: string) => `Basic ${btoa(`${username}:${password}`)}`;

function substitute(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the variable ${name} is not declared`);
    return value;
  });
}

/** Reads the requests of a `.http` file by the rules that its clients have in common. */
export function readHttpFile(text: string): ReadRequest[] {
  const [head = '', ...sections] = text.split(/^### /m);
  const declared = [...head.matchAll(/^@(\w+) = (.*)$/gm)];
  const values = new Map(declared.map(([, name = '', value = '']) => [name, value]));
  return sections.map((section) => {
    const [title = '', ...lines] = substitute(section.trimEnd(), values).split('\n');
    const code = lines.filter((line) => !line.startsWith('# '));
    const end = code.indexOf('');
    const [first = '', ...fields] = end < 0 ? code : code.slice(0, end);
    const [, method = '', url = ''] = /^([A-Z]+) (\S+)$/.exec(first) ?? [];
    const headers = Object.fromEntries(
      fields.map((field) => {
        const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(field) ?? [];
        const [, username, password] = /^Basic (\S+) (\S+)$/.exec(value) ?? [];
        return [name, username && password ? basic(username, password) : value];
      }),
    );
    const isForm = headers['Content-Type']?.startsWith('multipart/');
    const rest = end < 0 ? undefined : code.slice(end + 1);
    return {
      title: title.replace(/^.*?: /, ''),
      method,
      url,
      headers,
      body: rest?.join(isForm ? '\r\n' : '\n'),
    };
  });
}

/** Reads the requests of a Postman collection with Postman's own library. */
export function readPostman(text: string): ReadRequest[] {
  const collection = new postman.Collection(JSON.parse(text));
  const items: Item[] = [];
  collection.forEachItem((item) => items.push(item));
  const values = new Map<string, string>(
    collection.variables.map((each) => [String(each.key), String(each.value)] as const),
  );
  return items.map(({ name, request }) => {
    const { url, method, auth, body, headers } = request;
    const target = substitute(`${url.getHost()}${url.getPathWithQuery()}`, values);
    const parameters: Readonly<Record<string, string>> = auth?.parameters().toObject() ?? {};
    const value = (key: string) => substitute(parameters[key] ?? '', values);
    const authorization =
      auth?.type === 'bearer'
        ? `Bearer ${value('token')}`
        : auth?.type === 'basic'
          ? basic(value('username'), value('password'))
          : undefined;
    return {
      title: name,
      method,
      url: target,
      headers: {
        ...(headers.toObject() as Record<string, string>),
        ...(authorization && { authorization }),
      },
      body: body?.raw,
    };
  });
}

interface BrunoEnvironment {
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

interface BrunoItem {
  readonly name: string;
  readonly items?: readonly BrunoItem[];
  readonly request?: {
    readonly method: string;
    readonly url: string;
    readonly auth: {
      readonly mode: string;
      readonly bearer?: { readonly token: string };
      readonly basic?: { readonly username: string; readonly password: string };
    };
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly params: readonly {
      readonly name: string;
      readonly value: string;
      readonly type: string;
    }[];
    readonly body: {
      readonly mode: string;
      readonly json?: string | null;
      readonly text?: string | null;
    };
  };
}

/** How Bruno can save a collection that it has imported, the default first. */
export const brunoFileFormats = ['yml', 'bru'] as const;

/**
 * Reads the requests of a Bruno collection, which Bruno's own schema must accept, as its import does. Each is saved to a file in
 * a format of Bruno and read again, as it is before it is sent.
 */
export async function readBruno(
  text: string,
  format: (typeof brunoFileFormats)[number] = brunoFileFormats[0],
): Promise<ReadRequest[]> {
  const content = JSON.parse(text);
  const { items, environments } = await collectionSchema.validate(withIds(content));
  const [variables = []] = (environments as BrunoEnvironment[]).map((each) => each.variables);
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const flat = (each: BrunoItem): BrunoItem[] => each.items?.flatMap(flat) ?? [each];
  const save = (item: BrunoItem): BrunoItem =>
    parseRequest(stringifyRequest(item as never, { format }), { format });
  return (items as BrunoItem[]).flatMap(flat).map((item) => {
    const { name, request } = save(item);
    if (!request) throw new Error(`${name} has no request`);
    const { url, method, auth, headers, params, body } = request;
    const inPath = new Map(
      params.filter(({ type }) => type === 'path').map((each) => [each.name, each.value]),
    );
    const target = url.replace(
      /\/:(\w+)/g,
      (_, key) => `/${encodeURIComponent(inPath.get(key) ?? '')}`,
    );
    const authorization = auth.bearer
      ? `Bearer ${substitute(auth.bearer.token, values)}`
      : auth.basic &&
        basic(substitute(auth.basic.username, values), substitute(auth.basic.password, values));
    return {
      title: name,
      method,
      url: substitute(target, values),
      headers: {
        ...Object.fromEntries(headers.map((each) => [each.name, each.value])),
        ...(authorization && { authorization }),
      },
      // A file says null where there is none.
      body: body.json ?? body.text ?? undefined,
    };
  });
}

/** Gives the parts of a collection the ids and the types that Bruno gives them when it imports one. */
function withIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIds);
  if (value === 'http') return 'http-request';
  if (typeof value !== 'object' || value === null) return value;
  const uid = randomBytes(21).toString('hex').slice(0, 21);
  const entries = Object.entries(value).map(([name, part]) => [name, withIds(part)]);
  const fields = Object.fromEntries(entries);
  return 'name' in fields ? { uid, ...fields } : fields;
}
