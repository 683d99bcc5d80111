/** What one problem of a request is about: a place in the body, a path or query parameter, or a header. */
export interface FieldError {
  detail: string;
  /** JSON Pointer into the body, as `/items/0/sku`. */
  pointer?: string;
  /** The same place as a person writes it, as `items[0].sku`; or the parameter's or header's name. */
  field: string;
}

const kinds = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'not-authenticated': { status: 401, title: 'An API key is needed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The request contradicts what there is' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'invalid-input': { status: 422, title: 'The input is not valid' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'A server behind the API does not answer' },
} as const;

export type ProblemKind = keyof typeof kinds;

/** A refusal that the caller is told about, as RFC 9457 has it. */
export class Problem extends Error {
  override name = 'Problem';
  readonly kind: ProblemKind;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;
  /** The type of the business failure behind it, where there is one. */
  readonly reason: string | undefined;

  constructor(
    kind: ProblemKind,
    detail: string,
    {
      errors = [],
      headers = {},
      reason,
    }: { errors?: FieldError[]; headers?: Record<string, string>; reason?: string } = {},
  ) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.headers = headers;
    this.reason = reason;
  }

  get status(): number {
    return kinds[this.kind].status;
  }

  /** The `application/problem+json` body. */
  body(requestId: string) {
    return {
      type: problemType(this.kind),
      title: kinds[this.kind].title,
      status: this.status,
      detail: this.message,
      instance: `urn:twinstep:request:${requestId}`,
      errors: this.errors,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
    };
  }
}

/** The problem's `type`. It identifies the kind; nothing is served there. */
export function problemType(kind: ProblemKind): string {
  return `urn:twinstep:problem:${kind}`;
}

/** The kind that answers with this status. */
export function kindOfStatus(status: number): ProblemKind | undefined {
  return (Object.keys(kinds) as ProblemKind[]).find((kind) => kinds[kind].status === status);
}

/** `invalid-input` for one place in the body, given by its path. */
export function invalidField(path: readonly PropertyKey[], detail: string): Problem {
  const error = bodyError(path, detail);
  return new Problem('invalid-input', `${error.field}: ${detail}`, { errors: [error] });
}

/** The error of the place in the body that `path` leads to. */
export function bodyError(path: readonly PropertyKey[], detail: string): FieldError {
  return {
    detail,
    pointer: path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    field: fieldName(path) || 'body',
  };
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
