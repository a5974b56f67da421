import { createHash, randomBytes } from 'node:crypto';
import { systemClock } from '@gatehouse/core';
import { totpCode } from '@gatehouse/service-kit';
import { createFormBrowser, type FormBrowser, type FormPage } from '@gatehouse/testkit';

export interface SignInSettings {
  /** The pool's issuer: `http://127.0.0.1:4566/us-east-1_AbCdEfGhI`. */
  readonly issuer: string;
  readonly clientId: string;
  /** For a client that has one. */
  readonly clientSecret?: string;
  /** One of the client's callback URLs; nobody needs to listen there. */
  readonly redirectUri: string;
  /** Default: every scope of the client. */
  readonly scope?: string;
  readonly username: string;
  readonly password: string;
  /** In place of a temporary password, when the pool asks for one. */
  readonly newPassword?: string;
  /** Base32, as the set-up page shows it. Without it, a set-up page's secret is taken and told. */
  readonly totpSecret?: string;
  /** What the server takes for the time; default: now. */
  readonly now?: () => Date;
  /** A browser that may be signed in already. */
  readonly browser?: FormBrowser;
}

export interface SignedIn {
  readonly accessToken: string;
  /** With the scope `openid`. */
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly expiresIn: number;
  /** The secret of the device in use, set up on the way or given. */
  readonly totpSecret: string | undefined;
  readonly browser: FormBrowser;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MILLISECONDS = 30_000;

const seedOf = (secret: string): Buffer => {
  const bits = Array.from(secret.replaceAll(' ', ''))
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** The code that an authenticator app shows. */
export const codeOf = (secret: string, at: Date): string =>
  totpCode(seedOf(secret), Math.floor(at.getTime() / STEP_MILLISECONDS));

const problemOf = (page: FormPage): string | undefined =>
  /<div class="errors"[^>]*><p>([^<]*)<\/p>/.exec(page.text)?.[1];

const stepOf = (page: FormPage): string | undefined =>
  /name="step" value="([^"]*)"/.exec(page.text)?.[1];

interface Progress {
  readonly page: FormPage;
  readonly totpSecret: string | undefined;
}

/** Fills in the page that is shown. */
const fill = async (
  browser: FormBrowser,
  settings: SignInSettings,
  { page, totpSecret }: Progress,
): Promise<Progress> => {
  const now = settings.now?.() ?? systemClock.now();
  switch (stepOf(page)) {
    case 'password': {
      const { username, password } = settings;
      return { page: await browser.submit(page, { username, password }), totpSecret };
    }
    case 'new-password': {
      const password = settings.newPassword ?? settings.password;
      return { page: await browser.submit(page, { new_password: password }), totpSecret };
    }
    case 'code': {
      if (totpSecret === undefined) throw new Error('the sign-in asks for a code: give totpSecret');
      return { page: await browser.submit(page, { code: codeOf(totpSecret, now) }), totpSecret };
    }
    case 'setup': {
      const shown = /<code id="secret">([^<]*)<\/code>/.exec(page.text)?.[1] ?? '';
      const code = codeOf(shown, now);
      return { page: await browser.submit(page, { code }), totpSecret: shown.replaceAll(' ', '') };
    }
    default:
      throw new Error(`the sign-in stopped at ${page.url} (${page.status}): ${page.text}`);
  }
};

const MOST_STEPS = 5;

/** Walks the pages as a person does, until the browser is sent to the client. */
const walk = async (
  browser: FormBrowser,
  settings: SignInSettings,
  start: string,
): Promise<Progress> => {
  let progress: Progress = { page: await browser.open(start), totpSecret: settings.totpSecret };
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { page } = progress;
    if (page.url.startsWith(settings.redirectUri)) return progress;
    const problem = problemOf(page);
    if (problem !== undefined) throw new Error(`the sign-in was refused: ${problem}`);
    progress = await fill(browser, settings, progress);
  }
  if (progress.page.url.startsWith(settings.redirectUri)) return progress;
  const problem = problemOf(progress.page) ?? progress.page.url;
  throw new Error(`the sign-in did not end: ${problem}`);
};

const redeem = async (
  settings: SignInSettings,
  code: string,
  verifier: string,
): Promise<Record<string, unknown>> => {
  const { issuer, clientId, clientSecret, redirectUri } = settings;
  const response = await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  // What a token endpoint answers is an object (RFC 6749 §5).
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`the code was refused: ${JSON.stringify(body)}`);
  return body;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** Signs in through the pool's own pages (code grant with PKCE), over HTTP, like a browser and its application together. */
export const signInAt = async (settings: SignInSettings): Promise<SignedIn> => {
  const browser = settings.browser ?? createFormBrowser((request) => fetch(request));
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: settings.redirectUri,
    ...(settings.scope === undefined ? {} : { scope: settings.scope }),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const start = `${settings.issuer}/oauth2/authorize?${query.toString()}`;
  const { page, totpSecret } = await walk(browser, settings, start);
  const arrived = new URL(page.url).searchParams;
  if (arrived.get('state') !== state) throw new Error('the state came back changed');
  const code = arrived.get('code');
  if (code === null) throw new Error(`the client was told: ${arrived.toString()}`);
  const tokens = await redeem(settings, code, verifier);
  return {
    accessToken: text(tokens['access_token']) ?? '',
    idToken: text(tokens['id_token']),
    refreshToken: text(tokens['refresh_token']),
    expiresIn: Number(tokens['expires_in']),
    totpSecret,
    browser,
  };
};
