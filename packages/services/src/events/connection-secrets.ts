import type { Vault } from '@gatehouse/service-kit';
import type { Connection, ConnectionAuth } from './model.ts';

const context = (arn: string): string => `events-connection ${arn}`;

export const sealAuth = (vault: Vault, arn: string, auth: ConnectionAuth): Uint8Array =>
  vault.seal(Buffer.from(JSON.stringify(auth)), context(arn));

/** What the connection authorizes with, in clear; undefined when it was deauthorized. */
export const openAuth = (
  vault: Vault,
  { arn, sealedAuth }: Pick<Connection, 'arn' | 'sealedAuth'>,
): ConnectionAuth | undefined => {
  if (sealedAuth === undefined) return undefined;
  const text = vault.open(sealedAuth, context(arn));
  if (text === undefined) throw new Error(`the secrets of ${arn} cannot be opened`);
  return JSON.parse(text.toString('utf8')) as ConnectionAuth;
};
