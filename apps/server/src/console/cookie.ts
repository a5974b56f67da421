import type { IncomingMessage } from 'node:http';
import type { Clock, Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import { LIFETIME_MILLISECONDS } from './session-store.ts';

const NAME = 'gatehouse-session';
const CONTEXT = 'console.cookie';
const ATTRIBUTES = 'HttpOnly; SameSite=Strict; Path=/';
const PROTECTED = `${ATTRIBUTES}; Secure`;

/** Where browsers come by TLS, the cookie never goes without. */
const attributes = (publicUrl: string | undefined): string =>
  publicUrl?.startsWith('https:') === true ? PROTECTED : ATTRIBUTES;

interface Content {
  readonly id: string;
  readonly expiresAt: number;
}

export interface SessionCookies {
  newId(): string;
  /** The value of `set-cookie` for a session that begins now. */
  begin(id: string): string;
  end(): string;
  /** The session that a request names; undefined for none, for a foreign or an expired cookie. */
  idOf(request: IncomingMessage): string | undefined;
}

/** The cookie holds the session's id and end, sealed: a copied database alone lets nobody in. */
export const createSessionCookies = (
  vault: Vault,
  ids: Ids,
  clock: Clock,
  publicUrl?: string,
): SessionCookies => ({
  newId: () => ids.hex(64),
  begin: (id) => {
    const content: Content = { id, expiresAt: clock.now().getTime() + LIFETIME_MILLISECONDS };
    const value = vault.seal(Buffer.from(JSON.stringify(content)), CONTEXT).toString('base64url');
    return `${NAME}=${value}; ${attributes(publicUrl)}; Max-Age=${LIFETIME_MILLISECONDS / 1000}`;
  },
  end: () => `${NAME}=; ${attributes(publicUrl)}; Max-Age=0`,
  idOf: (request) => {
    const value = (request.headers.cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${NAME}=`))
      ?.slice(NAME.length + 1);
    if (value === undefined) return undefined;
    const opened = vault.open(Buffer.from(value, 'base64url'), CONTEXT);
    if (opened === undefined) return undefined;
    // Authenticated by the vault, so it has the form that begin gave it.
    const { id, expiresAt } = JSON.parse(opened.toString('utf8')) as Content;
    return expiresAt > clock.now().getTime() ? id : undefined;
  },
});
