import type { ServerResponse } from 'node:http';

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>` +
  '<style>body{font:1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem}' +
  '@media(prefers-color-scheme:dark){body{background:#161d26;color:#dedee3}}</style>' +
  `<h1>${title}</h1><p>${text}</p></html>\n`;

/** A page of our own words only: nothing that came in is shown. */
export const answerPage = (
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
): void => {
  response.writeHead(status, HEADERS).end(page(title, text));
};

/** Sends the browser on, so that what was in the address does not stay in its history. */
export const answerRedirect = (response: ServerResponse, location: string): void => {
  response.writeHead(303, { ...HEADERS, location }).end();
};
