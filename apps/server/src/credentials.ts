import {
  accountOfAccessKeyId,
  type CredentialPort,
  type IamMode,
  type KnownCredential,
  type RootPrincipal,
} from '@gatehouse/service-kit';
import type { Principal } from '@gatehouse/service-kit';
import type { CredentialSource } from '@gatehouse/wire';

// The account that suites written for other emulators expect.
const DEFAULT_ACCOUNT = '123456789012';

/** With `--iam=off` any key is somebody: twelve digits name the account, else it is the default one. */
const anybody = (): ((accessKeyId: string) => KnownCredential) => {
  const roots = new Map<string, RootPrincipal>();
  return (accessKeyId) => {
    const account = /^\d{12}$/.test(accessKeyId)
      ? accessKeyId
      : (accountOfAccessKeyId(accessKeyId) ?? DEFAULT_ACCOUNT);
    const principal = roots.get(account) ?? { kind: 'root', account };
    if (roots.size < 1000) roots.set(account, principal);
    return { secretAccessKey: '', principal };
  };
};

/** Access keys as the wire asks for them: long-term ones from IAM, temporary ones from STS. */
export const credentialSource = (
  credentials: CredentialPort,
  mode: IamMode,
): CredentialSource<Principal> => {
  // A long-term key has no session: with a token it is somebody's mistake, and AWS knows no such key.
  const longTerm: CredentialSource<Principal>['find'] = (accessKeyId, sessionToken) =>
    sessionToken === undefined ? credentials.longTerm(accessKeyId) : undefined;
  const find: CredentialSource<Principal>['find'] = (accessKeyId, sessionToken) =>
    accessKeyId.startsWith('ASIA')
      ? credentials.temporary(accessKeyId, sessionToken)
      : longTerm(accessKeyId, sessionToken);
  if (mode !== 'off') return { find };

  const fallback = anybody();
  return {
    find: async (accessKeyId, sessionToken) => {
      try {
        return (await find(accessKeyId, sessionToken)) ?? fallback(accessKeyId);
      } catch {
        // A made-up ASIA key with a made-up token is as good as any other key here.
        return fallback(accessKeyId);
      }
    },
  };
};
