/** Hosts of http URLs: this machine's own (RFC 8252 §7.3), where nobody else can listen. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Schemes that a browser runs or reads instead of handing them to an app. */
const NEVER = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'about:',
  'ftp:',
  'ws:',
  'wss:',
]);

export type RedirectFault = 'not-absolute' | 'fragment' | 'http' | 'scheme';

/** Why a URL cannot be a callback or sign-out URL of a client; undefined when it can. */
export const redirectFault = (url: string): RedirectFault | undefined => {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(url) || !URL.canParse(url)) return 'not-absolute';
  if (url.includes('#')) return 'fragment';
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return hostname === '' ? 'not-absolute' : undefined;
  if (protocol === 'http:') return LOOPBACK.has(hostname) ? undefined : 'http';
  if (NEVER.has(protocol)) return 'scheme';
  return /^[a-z0-9+.-]+:\/\/?/i.test(url) ? undefined : 'not-absolute';
};
