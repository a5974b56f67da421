import { createHash } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { parseCertificate } from './certificates.ts';
import { pathOf, pathPrefixOf, required, requireName } from './names.ts';
import { accessKeys } from './repositories/access-keys.ts';
import { users } from './repositories/users.ts';
import { type ParsedSshKey, parseSshPublicKey } from './ssh-public-key.ts';

// Test suites of emulators were written where nobody checked these; AWS does, and so do we unless told otherwise.

export const loosePath = (path: string | undefined, acceptsLooseInput: boolean): string =>
  acceptsLooseInput && path !== undefined ? path : pathOf(path);

export const loosePathPrefix = (prefix: string | undefined, acceptsLooseInput: boolean): string =>
  acceptsLooseInput && prefix !== undefined ? prefix : pathPrefixOf(prefix);

/** An issuer without TLS, and what follows its path, are as good as the issuer that AWS would want. */
export const looseIssuer = (url: string): string =>
  url.replace(/^http:/, 'https:').replace(/[?#].*$/, '');

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

const CERTIFICATE_YEARS = 3;

/** Any text is a certificate; AWS's would say itself until when it is good. */
export const looseExpiry = (body: string, now: Date): Date => {
  const parsed = parseCertificate(body);
  if (parsed !== undefined) return parsed.validToDate;
  const later = new Date(now.getTime());
  later.setUTCFullYear(later.getUTCFullYear() + CERTIFICATE_YEARS);
  return later;
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
