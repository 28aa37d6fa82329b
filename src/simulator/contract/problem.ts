/** One thing wrong with what a caller sent. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** The parameter's name or, in a body, the JSON pointer. */
  readonly at: string;
  /** What was wrong and what would pass. */
  readonly message: string;
}

/** Why something is refused, for those who ask for an explanation. */
export interface RefusalReason {
  /** The rule that was broken. */
  readonly rule: string;
  /** Whether the vendor states it, and where. */
  readonly evidence?: 'documented' | 'observed' | 'inferred';
  readonly source?: string;
  /** What the caller had. */
  readonly actual?: string;
  /** What would pass. */
  readonly remedies?: readonly string[];
}

/** A refusal before it is put into a vendor's words. */
export class Problem extends Error {
  readonly status: number;
  readonly fieldErrors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: RefusalReason | undefined;

  constructor(
    status: number,
    message: string,
    {
      fieldErrors = [],
      headers = {},
      reason,
    }: {
      fieldErrors?: readonly FieldError[];
      headers?: Record<string, string>;
      reason?: RefusalReason | undefined;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.fieldErrors = fieldErrors;
    this.headers = headers;
    this.reason = reason;
  }
}

/** 400: what was sent cannot be used; names each fault. */
export function badRequest(
  fieldErrors: readonly FieldError[],
  message = summary(fieldErrors),
): Problem {
  return new Problem(400, message, { fieldErrors });
}

/** 401: who calls is not proven. */
export function unauthorized(message: string, reason?: RefusalReason): Problem {
  return new Problem(401, message, { reason });
}

/** 403: who calls may not do this. */
export function forbidden(message: string, reason?: RefusalReason): Problem {
  return new Problem(403, message, { reason });
}

/** 404: there is no such thing, as far as the caller may know. */
export function notFound(message: string, reason?: RefusalReason): Problem {
  return new Problem(404, message, { reason });
}

/** 404: the sandbox is no more. */
export function sandboxGone(): Problem {
  return notFound('The sandbox of this call was deleted while it waited');
}

/** 409: it cannot be done as things stand. */
export function conflict(message: string, reason?: RefusalReason): Problem {
  return new Problem(409, message, { reason });
}

/** 501: the vendor documents it, Understudy does not simulate it yet. */
export function notImplemented(operationId: string): Problem {
  return new Problem(
    501,
    `${operationId} is documented by the vendor but not simulated by Understudy yet`,
  );
}

function summary(fieldErrors: readonly FieldError[]): string {
  const [first] = fieldErrors;
  if (!first) return 'The request is invalid';
  const said = ['The', first.in, first.at, first.message].filter(Boolean).join(' ');
  return fieldErrors.length === 1 ? said : `${fieldErrors.length} faults; the first: ${said}`;
}
