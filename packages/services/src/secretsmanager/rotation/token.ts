import { timingSafeEqual } from 'node:crypto';
import type { Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { Secret } from '../model.ts';
import { wrongRotationToken } from './errors.ts';
import { readState } from './progress.ts';

const contextOf = (secretId: string): string => `secretsmanager rotation ${secretId}`;

/** A RotationToken as it is stored. */
export const sealedToken = (
  { vault, ids }: { readonly vault: Vault; readonly ids: Ids },
  secretId: string,
): string => vault.seal(Buffer.from(ids.uuid()), contextOf(secretId)).toString('base64');

/** As the function is given it. */
export const openToken = (vault: Vault, secretId: string, sealed: string): string => {
  const token = vault.open(Buffer.from(sealed, 'base64'), contextOf(secretId));
  if (token === undefined) throw new Error(`the rotation token of secret ${secretId} is not ours`);
  return token.toString('utf8');
};

/**
 * A caller who names a RotationToken says that he is the rotation function (PutSecretValue, RotationToken): it must be that of the
 * rotation which runs, and the version the one that it makes.
 * @throws AwsError AccessDeniedException
 */
export const requireRotationToken = (
  vault: Vault,
  { id, rotation }: Secret,
  versionId: string | undefined,
  token: string | undefined,
): void => {
  if (token === undefined) return;
  const running = readState(rotation)?.running;
  if (running === undefined || running.versionId !== versionId) throw wrongRotationToken();
  const expected = Buffer.from(openToken(vault, id, running.token));
  const given = Buffer.from(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw wrongRotationToken();
};
