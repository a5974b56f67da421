import {
  type AccountPrincipals,
  attempt,
  type KeyAccess,
  type OrganizationFacts,
  readIam,
  readKeyAccess,
  readOrganization,
  type Unread,
} from '@gatehouse/access';
import type { SecretFacts } from '../model.ts';
import type { Place, SecretApis } from '../reading/apis.ts';
import { factsOf, readDetails } from '../reading/secrets.ts';
import type { ReadFacts } from './who-can-read.ts';

/** What is the same for all secrets of an account. */
export interface AccountAccess {
  readonly iam: AccountPrincipals | undefined;
  readonly organization: OrganizationFacts | undefined;
}

export const readAccountAccess = async (
  { home, account }: Pick<Place, 'home' | 'account'>,
  unread: Unread[],
  onProgress: (text: string) => void = () => {},
): Promise<AccountAccess> => ({
  iam: await readIam(home, account, unread, onProgress),
  organization: await readOrganization(home, account, unread),
});

export type KeyFactsOf = (
  secret: SecretFacts,
) => Promise<Pick<KeyAccess, 'key' | 'grants'> | undefined>;

const MANAGED_KEY = 'alias/aws/secretsmanager';

/** A secret names its key by id, ARN or alias. */
export const keyIdOf = ({ keyId }: Pick<SecretFacts, 'keyId'>): string => keyId ?? MANAGED_KEY;

export const isManagedKey = ({ keyId }: Pick<SecretFacts, 'keyId'>): boolean =>
  keyId === undefined || keyId === MANAGED_KEY || keyId.endsWith(`:${MANAGED_KEY}`);

/** Reads each key of a Region once. */
export const keyReader = (apis: SecretApis, unread: Unread[]): KeyFactsOf => {
  const known = new Map<string, ReturnType<KeyFactsOf>>();
  return (secret) => {
    const id = keyIdOf(secret);
    const found =
      known.get(id) ??
      attempt(`key ${id} in ${secret.region}`, unread, () => readKeyAccess(apis, id, unread));
    known.set(id, found);
    return found;
  };
};

/** All that decides who can read one secret. @throws what Secrets Manager answers to DescribeSecret */
export const gatherRead = async (
  place: Place,
  region: string,
  secretId: string,
  onProgress?: (text: string) => void,
): Promise<ReadFacts> => {
  const unread: Unread[] = [];
  const apis = place.inRegion(region);
  const {
    ReplicationStatus: _replicas,
    VersionIdsToStages: _stages,
    ...entry
  } = await apis.describeSecret({ SecretId: secretId });
  const wanted = { replicas: false, policy: true, failures: undefined };
  const secret = await readDetails(apis, factsOf(entry), wanted, unread);
  const access = await readAccountAccess(
    { home: place.home, account: secret.account },
    unread,
    onProgress,
  );
  const key = await keyReader(apis, unread)(secret);
  return { secret, key, ...access, unread };
};
