import { createHmac } from 'node:crypto';
import type { Outbound } from '@gatehouse/core';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

export const ISSUER = 'https://issuer.example';
export const CLIENT = 'gatehouse-client';

const DOCUMENT: Readonly<Record<string, string>> = {
  issuer: ISSUER,
  jwks_uri: `${ISSUER}/jwks`,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
};

const json = (body: unknown) => ({ status: 200, headers: {}, body: JSON.stringify(body) });
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Signing {
  readonly kid: string;
  readonly pair: KeyPair;
}

const forgeries = (current: () => Signing, claims: () => JWTPayload) => ({
  /** `alg: none`, and whatever stands for a signature. */
  unsigned: (alg: string): string => `${base64({ alg, kid: current().kid })}.${base64(claims())}.`,
  /** HS256 with the public key as the secret, as libraries that trust the header accept it. */
  confused: async (): Promise<string> => {
    const text = `${base64({ alg: 'HS256', kid: current().kid })}.${base64(claims())}`;
    const secret = await exportSPKI(current().pair.publicKey);
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  },
});

/** An issuer without its network: real keys and tokens, and what it answers to whoever asks it. */
export const issuerFixture = async (now: () => Date) => {
  let current: Signing;
  const rotate = async (kid: string): Promise<void> => {
    current = { kid, pair: await generateKeyPair('RS256', { extractable: true }) };
  };
  await rotate('k1');
  const asked: string[] = [];
  let down = false;
  let document = DOCUMENT;

  const outbound: Outbound = {
    send: async ({ url }) => {
      asked.push(url);
      if (down) throw new Error('connection refused');
      if (url.endsWith('/openid-configuration')) return json(document);
      const { kid, pair } = current;
      return json({
        keys: [{ ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' }],
      });
    },
  };
  const seconds = (): number => Math.floor(now().getTime() / 1000);
  const claims = (changes: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
    iss: ISSUER,
    sub: 'alice-sub',
    client_id: CLIENT,
    token_use: 'access',
    iat: seconds(),
    exp: seconds() + 3600,
    ...changes,
  });

  return {
    outbound,
    asked,
    rotate,
    stop: () => {
      down = true;
    },
    announce: (members: Readonly<Record<string, string>>) => {
      document = { ...document, ...members };
    },
    claims,
    token: (
      changes: Readonly<Record<string, unknown>> = {},
      header: { kid?: string } = {},
    ): Promise<string> =>
      new SignJWT(claims(changes))
        .setProtectedHeader({ alg: 'RS256', kid: current.kid, ...header })
        .sign(current.pair.privateKey),
    ...forgeries(() => current, claims),
    foreign: async (): Promise<string> => {
      const other = await generateKeyPair('RS256');
      return new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', kid: current.kid })
        .sign(other.privateKey);
    },
  };
};
