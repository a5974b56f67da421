import { createHash } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { pathOf, pathPrefixOf, required, requireName } from './names.ts';
import { accessKeys } from './repositories/access-keys.ts';
import { users } from './repositories/users.ts';
import { type ParsedSshKey, parseSshPublicKey } from './ssh-public-key.ts';

// Test suites of emulators were written where nobody checked these; AWS does, and so do we unless told otherwise.

export const loosePath = (path: string | undefined, acceptsLooseInput: boolean): string =>
  acceptsLooseInput && path !== undefined ? path : pathOf(path);

export const loosePathPrefix = (prefix: string | undefined, acceptsLooseInput: boolean): string =>
  acceptsLooseInput && prefix !== undefined ? prefix : pathPrefixOf(prefix);

/** Without a user's name, the user whose key it is; AWS asks whose key signed. */
export const looseKeyOwner = async (
  call: Call,
  userName: string | undefined,
  keyId: string,
  acceptsLooseInput: boolean,
): Promise<string | undefined> => {
  if (!acceptsLooseInput || userName !== undefined) return userName;
  const key = await accessKeys.find(call.tx, keyId);
  if (key === undefined || key.account !== call.account) return undefined;
  return (await users.byId(call.tx, key.ownerId))?.name;
};

/** Any text is a key. */
export const looseSshPublicKey = (body: string, acceptsLooseInput: boolean): ParsedSshKey => {
  try {
    return parseSshPublicKey(body);
  } catch (error) {
    if (!acceptsLooseInput || !(error instanceof AwsError)) throw error;
    const digest = createHash('md5').update(body).digest('hex');
    return { ssh: body, pem: body, fingerprint: (digest.match(/../g) ?? []).join(':') };
  }
};

export const loosePolicyName = (
  policyName: string | undefined,
  acceptsLooseInput: boolean,
): string => {
  const name = required('policyName', policyName);
  if (!acceptsLooseInput) requireName('policyName', name);
  return name;
};
