import type { Clients, RoleHop } from '@gatehouse/clients';
import type { Place, TrapApis } from './model.ts';

export type ApisOf = (place: Place) => Promise<TrapApis>;

/** The APIs of an account, by the role that keeps traps there. The classes are loaded when the first trap is made. */
export const apisBy =
  (
    clients: Pick<Clients, 'iam' | 'secretsManager' | 'cloudTrail' | 'of'>,
    hopOf: (account: string) => RoleHop | undefined,
  ): ApisOf =>
  async ({ account, region }) => {
    const [{ S3 }, { DynamoDB }, { SSM }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('@aws-sdk/client-dynamodb'),
      import('@aws-sdk/client-ssm'),
    ]);
    const via = { region, hop: hopOf(account) };
    return {
      iam: clients.iam(via),
      secrets: clients.secretsManager(via),
      trail: clients.cloudTrail(via),
      s3: clients.of(S3, via),
      dynamodb: clients.of(DynamoDB, via),
      ssm: clients.of(SSM, via),
    };
  };
