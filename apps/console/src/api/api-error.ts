export interface ConditionExplanation {
  readonly operator: string;
  readonly key: string;
  readonly expected: readonly string[];
  readonly actual?: readonly string[];
  readonly matched: boolean;
}

export interface StatementExplanation {
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly matched: boolean;
  readonly elements: readonly {
    readonly element: string;
    readonly expected: readonly string[];
    readonly actual?: string;
    readonly matched: boolean;
  }[];
  readonly conditions: readonly ConditionExplanation[];
}

export interface LayerExplanation {
  readonly layer: string;
  readonly targetId?: string;
  readonly outcome: 'explicit-deny' | 'allow' | 'no-allow' | 'not-applicable';
  readonly note?: string;
  readonly policies: readonly {
    readonly policyId: string;
    /** How many statements the policy has; those about other actions are left out. */
    readonly total: number;
    readonly statements: readonly StatementExplanation[];
  }[];
}

/** Why the policies refused a call, as the server tells it to whoever may see them. */
export interface Explanation {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly decision: {
    readonly allowed: boolean;
    readonly because?: 'explicit-deny' | 'no-allow';
    readonly layer?: string;
    readonly targetId?: string;
  };
  readonly layers: readonly LayerExplanation[];
}

export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
  readonly explanation?: Explanation;
}

/** The call that failed, so that its event can be found. */
export interface FailedCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
}

/** The server refused or failed; `code` and `message` are AWS's own where the call was one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly explanation: Explanation | undefined;
  readonly call: FailedCall | undefined;

  constructor(status: number, body: ErrorBody, call?: FailedCall) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.requestId = body.requestId;
    this.explanation = body.explanation;
    this.call = call;
  }
}

/** Anything that was thrown, as an error that can be shown. */
export const toApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(0, {
        code: 'NetworkError',
        message:
          error instanceof TypeError
            ? 'The server cannot be reached. Check that Gatehouse runs, then try again.'
            : String(error),
      });
