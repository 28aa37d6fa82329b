/** One thing wrong with what a caller sent. */
export interface Fault {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** The parameter's name or, in a body, the JSON pointer. */
  readonly at: string;
  /** What was wrong and what would pass. */
  readonly message: string;
}

/** Why something is refused, for those who ask for an explanation. */
export interface Why {
  /** The rule that was broken. */
  readonly rule: string;
  /** Whether the vendor states it, and where. */
  readonly evidence?: 'documented' | 'observed' | 'inferred';
  readonly source?: string;
  /** What the caller had. */
  readonly had?: string;
  /** What would pass. */
  readonly passes?: readonly string[];
}

/** A refusal before it is put into a vendor's words. */
export class Problem extends Error {
  readonly status: number;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;
  readonly why: Why | undefined;

  constructor(
    status: number,
    message: string,
    {
      faults = [],
      headers = {},
      why,
    }: {
      faults?: readonly Fault[];
      headers?: Record<string, string>;
      why?: Why | undefined;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.faults = faults;
    this.headers = headers;
    this.why = why;
  }
}

/** 400: what was sent cannot be used; names each fault. */
export function invalid(faults: readonly Fault[], message = summary(faults)): Problem {
  return new Problem(400, message, { faults });
}

/** 401: who calls is not proven. */
export function unauthorized(message: string, why?: Why): Problem {
  return new Problem(401, message, { why });
}

/** 403: who calls may not do this. */
export function refused(message: string, why?: Why): Problem {
  return new Problem(403, message, { why });
}

/** 404: there is no such thing, as far as the caller may know. */
export function notFound(message: string, why?: Why): Problem {
  return new Problem(404, message, { why });
}

/** 404: the sandbox is no more. */
export function deletedMeanwhile(): Problem {
  return notFound('The sandbox of this call was deleted while it waited');
}

/** 409: it cannot be done as things stand. */
export function conflict(message: string, why?: Why): Problem {
  return new Problem(409, message, { why });
}

/** 501: the vendor documents it, Understudy does not simulate it yet. */
export function notSimulated(operationId: string): Problem {
  return new Problem(
    501,
    `${operationId} is documented by the vendor but not simulated by Understudy yet`,
  );
}

function summary(faults: readonly Fault[]): string {
  const [first] = faults;
  if (!first) return 'The request is invalid';
  const said = ['The', first.in, first.at, first.message].filter(Boolean).join(' ');
  return faults.length === 1 ? said : `${faults.length} faults; the first: ${said}`;
}
