/** A request to the server. */
export interface InjectRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  url: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | object;
}

/** A response of the server. */
export interface InjectResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly body: string;
  json(): unknown;
}

/** How the SDK reaches its server. */
export interface Transport {
  /** The server's origin, without a slash at the end. */
  readonly url: string;
  /** The token that the control plane requires, if any. */
  readonly adminToken: string | undefined;
  /** The contract of tokens for which none is given. */
  defaultContract(): Promise<string | undefined>;
  send(request: InjectRequest): Promise<InjectResponse>;
  close(): Promise<void>;
}

/** Sends a request to the control plane and returns the JSON of the response. Throws an Error that says why it was refused. */
export type ControlClient = (
  method: NonNullable<InjectRequest['method']>,
  path: string,
  options?: { readonly sandbox?: string | undefined; readonly body?: object | undefined },
) => Promise<unknown>;

/** The headers of a request to the control plane for a sandbox. */
export function controlHeaders(
  { adminToken }: Transport,
  sandbox: string | undefined,
): Record<string, string> {
  return {
    ...(sandbox !== undefined && { 'x-sandbox': sandbox }),
    ...(adminToken !== undefined && { authorization: `Bearer ${adminToken}` }),
  };
}

/** Creates a client of the control plane. */
export function createControlClient(transport: Transport): ControlClient {
  return async (method, path, { sandbox, body } = {}) => {
    const headers = controlHeaders(transport, sandbox);
    const response = await transport.send({ method, url: path, headers, ...(body && { body }) });
    if (response.status < 300) return response.body ? response.json() : undefined;
    throw new Error(`${method} ${path}: ${problemText(response)}`);
  };
}

/** What a refusal says, with every error that it lists. */
function problemText(response: InjectResponse): string {
  try {
    const { detail, errors = [] } = response.json() as Problem;
    const listed = errors.map(({ at, message }) => `${at || 'the body'} ${message}`);
    return listed.length > 1 ? listed.join('; ') : (detail ?? `status ${response.status}`);
  } catch {
    return `status ${response.status}`;
  }
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly at: string; readonly message: string }[];
}
