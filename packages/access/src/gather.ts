import type { KeyFacts, Unread } from './model.ts';
import type { Apis } from './reading/apis.ts';
import { attempt } from './reading/attempt.ts';
import { readGrants } from './reading/grants.ts';
import { readKey } from './reading/keys.ts';
import { readOrganization } from './reading/organization.ts';
import { type AccountPrincipals, readPrincipals } from './reading/principals.ts';
import type { KeyAccess, WhoCanFacts } from './who-can/who-can.ts';

type Progress = (text: string) => void;

const silent = (): void => {};

/** Users, roles and policies of an account; undefined, and told in `unread`, where they are not to be read. */
export const readIam = async (
  apis: Pick<Apis, 'getAccountAuthorizationDetails' | 'getCallerIdentity'>,
  account: string,
  unread: Unread[],
  onProgress: Progress = silent,
): Promise<AccountPrincipals | undefined> =>
  attempt(`users, roles and policies of account ${account}`, unread, async () => {
    const { Account } = await apis.getCallerIdentity({});
    if (Account !== account)
      throw new Error(`the credentials are of account ${Account}: use those of ${account}`);
    return readPrincipals(apis, account, (count) => onProgress(`${count} users and roles read`));
  });

/** A key with its grants. @throws what KMS answers to DescribeKey */
export const readKeyAccess = async (
  apis: Apis,
  keyId: string,
  unread: Unread[],
  onProgress: Progress = silent,
): Promise<Omit<KeyAccess, 'organization'> & { readonly key: KeyFacts }> => {
  const key = await readKey(apis, keyId, unread);
  const grants = await attempt(`grants of ${key.arn}`, unread, () =>
    readGrants(apis, key.arn, (count) => onProgress(`${count} grants read`)),
  );
  return { key, grants };
};

/** All that decides who can. @throws what KMS answers to DescribeKey */
export const gatherAccess = async (
  apis: Apis,
  keyId: string,
  { onProgress = silent }: { readonly onProgress?: Progress | undefined } = {},
): Promise<WhoCanFacts> => {
  const unread: Unread[] = [];
  const { key, grants } = await readKeyAccess(apis, keyId, unread, onProgress);
  return {
    key,
    grants,
    iam: await readIam(apis, key.account, unread, onProgress),
    organization: await readOrganization(apis, key.account, unread),
    unread,
  };
};
