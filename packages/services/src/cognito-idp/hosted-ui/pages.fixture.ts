import { createHash } from 'node:crypto';
import type {
  CreateUserPoolClientRequest,
  CreateUserPoolRequest,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Store } from '@gatehouse/store';
import { createFormBrowser, type FormBrowser } from '@gatehouse/testkit';
import { BASE, PASSWORD, signInFixture, type SignInFixture } from '../sign-in/sign-in.fixture.ts';

export const CALLBACK = 'https://app.example.com/callback';
export const VERIFIER = 'a-verifier-of-at-least-forty-three-characters';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export interface PagesFixture extends SignInFixture {
  readonly issuer: string;
  browser(): FormBrowser;
  send(request: Request): Promise<Response>;
  /** The address of the authorization endpoint; undefined removes a parameter. */
  authorizeUrl(parameters?: Readonly<Record<string, string | undefined>>): string;
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  /** Signs in and answers the code that the client is given. */
  code(browser?: FormBrowser): Promise<string>;
  redeem(
    code: string,
    changes?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
}

const OAUTH: Partial<CreateUserPoolClientRequest> = {
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid', 'email', 'profile'],
  CallbackURLs: [CALLBACK],
  LogoutURLs: ['https://app.example.com/bye'],
};

const defined = (values: Readonly<Record<string, string | undefined>>): URLSearchParams => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) given.set(name, value);
  return given;
};

/** A pool with pages, a client of the code grant and alice, who is confirmed. */
export const pagesFixture = async (
  client: Partial<CreateUserPoolClientRequest> = {},
  pool: Partial<CreateUserPoolRequest> = {},
  open?: () => Promise<Store>,
): Promise<PagesFixture> => {
  const cognito = await signInFixture(pool, { ...OAUTH, ...client }, open);
  await cognito.user('alice', { email: 'alice@example.com', email_verified: 'true' });
  const issuer = `${BASE}/${cognito.poolId}`;

  const send = async (request: Request): Promise<Response> => {
    const answer = await cognito.cognito.web.fetch(request, { sourceIp: '192.0.2.7' });
    if (answer === undefined) throw new Error(`nobody answers ${request.url}`);
    return answer;
  };
  const browser = (): FormBrowser => createFormBrowser(send);
  const authorizeUrl: PagesFixture['authorizeUrl'] = (parameters = {}) =>
    `${issuer}/oauth2/authorize?${defined({
      response_type: 'code',
      client_id: cognito.clientId,
      redirect_uri: CALLBACK,
      scope: 'openid email',
      state: 'some-state',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...parameters,
    }).toString()}`;
  const post: PagesFixture['post'] = async (path, form, headers = {}) => {
    const body = new URLSearchParams(form);
    const answer = await send(new Request(`${issuer}${path}`, { method: 'POST', headers, body }));
    const text = await answer.text();
    // Every answer with content is an object.
    return {
      status: answer.status,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  };

  return {
    ...cognito,
    issuer,
    browser,
    send,
    authorizeUrl,
    post,
    code: async (by = browser()) => {
      const login = await by.open(authorizeUrl());
      const arrived = await by.submit(login, { username: 'alice', password: PASSWORD });
      const code = new URL(arrived.url).searchParams.get('code');
      if (code === null) throw new Error(`no code: ${arrived.url} ${arrived.text}`);
      return code;
    },
    redeem: (code, changes = {}) =>
      post('/oauth2/token', {
        grant_type: 'authorization_code',
        client_id: cognito.clientId,
        redirect_uri: CALLBACK,
        code,
        code_verifier: VERIFIER,
        ...changes,
      }),
  };
};
