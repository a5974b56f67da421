/** Details of an AWS error beyond code and message. */
export interface AwsErrorOptions {
  /** HTTP status. Default: what the service's model says for the code, else 400. */
  readonly status?: number;
  /** Further members of the modelled error shape, as AWS spells them. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Extra response headers, for example `x-gatehouse-not-implemented`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * The caller is wrong, or may not: an error that the API answers with. `name` is the code that the caller reads
 * (`NoSuchEntity`, `AccessDeniedException`); the wire finds its shape in the service's model and renders it.
 */
export class AwsError extends Error {
  readonly status: number | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.status = options.status;
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }
}
