import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@gatehouse/core';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type Claims = Readonly<Record<string, unknown>>;

export interface OidcIssuer {
  readonly url: string;
  readonly key: () => SigningKey;
  /** How often the key set was asked for. */
  readonly keySets: () => number;
  /** What userinfo says of a subject. */
  readonly people: Map<string, Claims>;
  /** A new key takes the place of the old one. */
  rotate(kid: string): void;
  claims(changes?: Claims): Claims;
  token(changes?: Claims, header?: Claims, key?: SigningKey): string;
  close(): Promise<void>;
}

const AUDIENCE = 'https://broker.example';
const CLIENT = 'gatehouse-web';

export const issuerFlags = ({ url }: OidcIssuer): readonly string[] => [
  `--oidc-issuer=${url}`,
  `--oidc-client-id=${CLIENT}`,
  `--oidc-audience=${AUDIENCE}`,
];

export const newKey = (kid: string): SigningKey => ({
  kid,
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
});

export const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** RS256 over any header and claims. */
export const signed = (header: Claims, claims: Claims, { privateKey }: SigningKey): string => {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
};

/** HS256 with the public key as the secret, as libraries that trust the header accept it. */
export const confused = (header: Claims, claims: Claims, { publicKey }: SigningKey): string => {
  const text = `${encoded({ ...header, alg: 'HS256' })}.${encoded(claims)}`;
  const secret = publicKey.export({ type: 'spki', format: 'pem' });
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

const subjectOf = ({ headers }: IncomingMessage): string => {
  const part = (headers.authorization ?? '').split('.')[1] ?? '';
  const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8') || '{}');
  return String(claims !== null && typeof claims === 'object' && 'sub' in claims && claims.sub);
};

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** An OpenID Connect issuer on this machine: discovery, keys and userinfo; its tokens are made by the scenario. */
export const oidcIssuer = async (): Promise<OidcIssuer> => {
  let key = newKey('k1');
  let keySets = 0;
  const people = new Map<string, Claims>();
  const server = createServer((request, response) => {
    if (request.url === '/.well-known/openid-configuration')
      return send(response, 200, {
        issuer: url,
        jwks_uri: `${url}/keys`,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${url}/userinfo`,
      });
    if (request.url === '/keys') {
      keySets += 1;
      const jwk = key.publicKey.export({ format: 'jwk' });
      return send(response, 200, { keys: [{ ...jwk, kid: key.kid, alg: 'RS256', use: 'sig' }] });
    }
    const person = people.get(subjectOf(request));
    return person === undefined ? send(response, 401, {}) : send(response, 200, person);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const claims: OidcIssuer['claims'] = (changes = {}) => {
    const iat = Math.floor(systemClock.now().getTime() / 1000);
    const usual = { iss: url, aud: AUDIENCE, client_id: CLIENT, sub: 'alice', iat };
    return { ...usual, exp: iat + 3600, ...changes };
  };
  return {
    url,
    key: () => key,
    keySets: () => keySets,
    people,
    rotate: (kid) => {
      key = newKey(kid);
    },
    claims,
    token: (changes, header = {}, by = key) =>
      signed({ alg: 'RS256', typ: 'at+jwt', kid: by.kid, ...header }, claims(changes), by),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
