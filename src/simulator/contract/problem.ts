/** One validation error of a request. */
export interface FieldError {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** The parameter's name or, in a body, the JSON pointer. */
  readonly at: string;
  /** What is wrong and what would pass, as the predicate of a sentence about the field. */
  readonly message: string;
}

/** One error in a field of a body; `name` is its JSON pointer without the first slash. */
export function fieldError(name: string, message: string): FieldError[] {
  return [{ in: 'body', at: `/${name}`, message }];
}

/** Why a request is refused, for the explanation of the call. */
export interface RefusalReason {
  /** The violated rule. */
  readonly rule: string;
  /** Whether the vendor documents the rule; `source` is the page. */
  readonly evidence?: 'documented' | 'observed' | 'inferred';
  readonly source?: string;
  /** What the caller has or sent. */
  readonly actual?: string;
  /** What would pass. */
  readonly remedies?: readonly string[];
}

/** An error response that no dialect has rendered yet. */
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

/** More field errors than this are counted but not listed, because a body can have thousands. */
const maxFieldErrors = 100;

/** 400: the request is invalid. The problem lists the validation errors, at most 100. */
export function badRequest(
  fieldErrors: readonly FieldError[],
  message = summary(fieldErrors),
): Problem {
  return new Problem(400, message, { fieldErrors: limitFieldErrors(fieldErrors) });
}

function limitFieldErrors(fieldErrors: readonly FieldError[]): readonly FieldError[] {
  const next = fieldErrors[maxFieldErrors];
  if (!next) return fieldErrors;
  const message = `has ${fieldErrors.length - maxFieldErrors} more errors`;
  return [...fieldErrors.slice(0, maxFieldErrors), { in: next.in, at: '', message }];
}

/** 401: the caller is not authenticated. */
export function unauthorized(message: string, reason?: RefusalReason): Problem {
  return new Problem(401, message, { reason });
}

/** 403: the caller is not allowed to do this. */
export function forbidden(message: string, reason?: RefusalReason): Problem {
  return new Problem(403, message, { reason });
}

/** 404: the resource does not exist, or the caller is not allowed to see it. */
export function notFound(message: string, reason?: RefusalReason): Problem {
  return new Problem(404, message, { reason });
}

/** 404: the sandbox was deleted while the request waited. */
export function sandboxGone(): Problem {
  return notFound('The sandbox of this call was deleted while it waited');
}

/** 503: the sandbox of a write was reset, restored or imported before the write was complete. */
export function replacedMeanwhile(): Problem {
  return new Problem(503, 'Nothing was changed: the sandbox was replaced meanwhile. Try again', {
    headers: { 'retry-after': '1' },
  });
}

/** 409: the request conflicts with the current state. */
export function conflict(message: string, reason?: RefusalReason): Problem {
  return new Problem(409, message, { reason });
}

/** 501: the vendor documents the operation, but Understudy does not simulate it yet. */
export function notImplemented(operationId: string): Problem {
  return new Problem(
    501,
    `${operationId} is documented by the vendor but not simulated by Understudy yet`,
  );
}

function summary(fieldErrors: readonly FieldError[]): string {
  const [first] = fieldErrors;
  if (!first) return 'The request is invalid';
  const sentence = ['The', first.in, first.at, first.message].filter(Boolean).join(' ');
  return fieldErrors.length === 1
    ? sentence
    : `${fieldErrors.length} errors; the first: ${sentence}`;
}
