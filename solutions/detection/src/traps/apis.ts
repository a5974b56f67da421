import type { Clients, KeyProvider, RoleHop } from '@gatehouse/clients';
import type { Place, TrapApis } from './model.ts';

export type ApisOf = (place: Place) => Promise<TrapApis>;

export type KeeperClients = Pick<
  Clients,
  'sts' | 'iam' | 'secretsManager' | 'cloudTrail' | 'of' | 'withCredentials'
>;

const keysOf =
  (clients: KeeperClients, { roleArn, sessionName }: RoleHop): KeyProvider =>
  async () => {
    const { Credentials: given } = await clients
      .sts()
      .assumeRole({ RoleArn: roleArn, RoleSessionName: sessionName });
    if (
      given?.AccessKeyId === undefined ||
      given.SecretAccessKey === undefined ||
      given.SessionToken === undefined
    )
      throw new Error('STS answered without credentials');
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  };

/** The APIs of an account, by the role that keeps traps there. The classes are loaded when the first trap is made. */
export const apisBy = (
  clients: KeeperClients,
  hopOf: (account: string) => RoleHop | undefined,
): ApisOf => {
  const kept = new Map<string, KeeperClients>();

  /** Clients that tell of themselves what their session is called, and not whose they are: users can read it in CloudTrail. */
  const keeperOf = (account: string): KeeperClients => {
    const hop = hopOf(account);
    if (hop === undefined) return clients;
    const known = kept.get(account);
    if (known !== undefined) return known;
    const made = clients.withCredentials(keysOf(clients, hop), hop.sessionName);
    kept.set(account, made);
    return made;
  };

  return async ({ account, region }) => {
    const [{ S3 }, { DynamoDB }, { SSM }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('@aws-sdk/client-dynamodb'),
      import('@aws-sdk/client-ssm'),
    ]);
    const keeper = keeperOf(account);
    const via = { region };
    return {
      iam: keeper.iam(via),
      secrets: keeper.secretsManager(via),
      trail: keeper.cloudTrail(via),
      s3: keeper.of(S3, via),
      dynamodb: keeper.of(DynamoDB, via),
      ssm: keeper.of(SSM, via),
    };
  };
};
