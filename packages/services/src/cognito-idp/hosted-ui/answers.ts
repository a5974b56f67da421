import { type Html, html } from './html.ts';
import { STYLE_ELEMENT, STYLE_SOURCE } from './style.ts';

const NEVER_KEPT = { 'cache-control': 'no-store', pragma: 'no-cache' };
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  // For what is no page; pages say more.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // Not no-referrer: browsers would then hide the origin of our own forms from us.
  'referrer-policy': 'same-origin',
};
/** For programs in pages of anybody: these endpoints take no cookie. */
const FROM_ANYWHERE = { 'access-control-allow-origin': '*' };

const policy = (targets: readonly string[]): string =>
  [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    'img-src data:',
    `form-action ${["'self'", ...targets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Where a form's answer may lead: browsers apply `form-action` to redirects too. */
  readonly formTargets?: readonly string[];
  readonly cookies?: readonly string[];
}

const withCookies = (headers: Headers, cookies: readonly string[] | undefined): Headers => {
  for (const cookie of cookies ?? []) headers.append('set-cookie', cookie);
  return headers;
};

/** A whole page: no script, nothing from elsewhere, in no frame, kept nowhere. */
export const page = ({ title, body, status = 200, formTargets = [], cookies }: Page): Response => {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  const headers = new Headers({
    ...NEVER_KEPT,
    ...ALWAYS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy(formTargets),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  });
  return new Response(markup, { status, headers: withCookies(headers, cookies) });
};

export const redirect = (
  location: string,
  cookies?: readonly string[],
  status: 302 | 303 = 302,
): Response =>
  new Response(null, {
    status,
    headers: withCookies(new Headers({ ...NEVER_KEPT, ...ALWAYS, location }), cookies),
  });

export const json = (
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: {
      ...NEVER_KEPT,
      ...ALWAYS,
      ...FROM_ANYWHERE,
      'content-type': 'application/json;charset=UTF-8',
      ...headers,
    },
  });

/** RFC 6749 §5.2. */
export const oauthError = (error: string, description?: string, status = 400): Response =>
  json({ error, ...(description === undefined ? {} : { error_description: description }) }, status);

/** The answer to a browser that asks whether a page may call (Fetch standard, "CORS-preflight request"). */
export const preflight = (methods: string): Response =>
  new Response(null, {
    status: 204,
    headers: {
      ...FROM_ANYWHERE,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '600',
    },
  });

export const empty = (): Response =>
  new Response(null, { status: 200, headers: { ...NEVER_KEPT, ...ALWAYS, ...FROM_ANYWHERE } });

/** For what is nobody's application: nothing is sent anywhere. */
export const errorPage = (message: string, status = 400): Response =>
  page({
    title: 'Something went wrong',
    status,
    body: html`<div class="errors" role="alert"><p>${message}</p></div>`,
  });
