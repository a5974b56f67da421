/** What `POST /v1/requests/{id}/sessions` gives for the command line. */
export interface Credentials {
  readonly Version: number;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: string;
}

/** A request as the API shows it, and whatever else has an id. */
export interface RequestBody {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly requester: { readonly id: string; readonly name: string };
  readonly durationSeconds: number;
  readonly createdAt: string;
  readonly pendingUntil: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Members of the bodies that scenarios look into; any may be absent. */
interface Body {
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
  readonly now?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  readonly person?: { readonly id: string };
  readonly document?: string;
  readonly request?: RequestBody;
  readonly steps?: readonly {
    readonly name: string;
    readonly satisfied: boolean;
    readonly escalated: boolean;
    readonly couldApprove: readonly { readonly name: string }[];
    readonly approvedBy: readonly { readonly name: string }[];
  }[];
  readonly may?: Readonly<Record<string, boolean>>;
  readonly cuts?: readonly {
    readonly grant: string;
    readonly state: string;
    readonly latencyMilliseconds?: number;
  }[];
  readonly sessions?: readonly {
    readonly id: string;
    readonly grant: string;
    readonly kind: string;
    readonly roleSessionName: string;
    readonly state: string;
    readonly accessKeyId?: string;
  }[];
  readonly session?: { readonly id: string; readonly roleSessionName: string };
  readonly credentials?: Credentials;
  readonly url?: string;
  readonly requests?: readonly RequestBody[];
  readonly eligible?: readonly { readonly target: { readonly roleArn: string } }[];
  readonly nextCursor?: string;
  readonly entries?: readonly { readonly type: string; readonly actor: string }[];
  readonly events?: readonly {
    readonly eventId: string;
    readonly action: string;
    readonly session: string;
    readonly errorCode?: string;
  }[];
  readonly findings?: readonly { readonly type: string; readonly resource: string }[];
  readonly audit?: { readonly state: string };
  readonly violations?: readonly unknown[];
  readonly requestsChecked?: number;
  readonly unapprovable?: boolean;
  readonly checkpoints?: readonly string[];
  readonly publicKey?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where the answer is not JSON. */
  readonly body: Body;
  /** The body where it is a request itself. */
  readonly request: RequestBody;
}

export interface Api {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

/** The answer to a request as anybody could make it. */
export const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const body = parsed(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    // As the OpenAPI document has it; what is missing fails the scenario that looks for it.
    body: body as Body,
    request: body as RequestBody,
  };
};

/** An HTTP API for JSON, with a bearer token where there is one. */
export const apiAt = (url: string, token: () => Promise<string | undefined>): Api => {
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const bearer = await token();
    const headers = new Headers(init.headers);
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
    return answerOf(await fetch(`${url}${path}`, { ...init, headers }));
  };
  return {
    get: (path) => send(path, {}),
    post: (path, body = {}, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
};
