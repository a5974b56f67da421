import type { GrantListEntry, ListGrantsResponse } from '@aws-sdk/client-kms';
import type { CreateDBInstanceResult, DBInstanceMessage } from '@aws-sdk/client-rds';
import { postgres, REGION, rdsFixture } from '../rds.fixture.ts';

export const DBInstanceIdentifier = 'orders';
/** How grants name RDS. */
export const RDS = `rds.${REGION}.amazonaws.com`;
export const NOT_ACCESSIBLE = { name: 'KMSKeyNotAccessibleFault' };
export const RECOVERABLE = 'inaccessible-encryption-credentials-recoverable';
export const LOST = 'inaccessible-encryption-credentials';

/** What a grant lets whom do. */
export const told = ({
  GranteePrincipal,
  RetiringPrincipal,
  Operations,
  Constraints,
}: GrantListEntry) => ({
  to: GranteePrincipal,
  retiredBy: RetiringPrincipal,
  operations: [...(Operations ?? [])].toSorted((one, other) => one.localeCompare(other)),
  context: Constraints?.EncryptionContextSubset,
});

/** A database under a key of its own, made by somebody who may do what the post says and nothing else with the key. */
export const keyedFixture = async (
  settings: Parameters<typeof rdsFixture>[1] = {},
  actions = ['CreateGrant', 'GenerateDataKeyWithoutPlaintext', 'Decrypt'],
) => {
  const fixture = await rdsFixture(undefined, settings);
  const { rds, kms, key } = fixture;
  const owner = fixture.userWith('owner', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'rds:*', Resource: '*' },
  });
  const KeyId = await key({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: fixture.admin.arn },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Principal: { AWS: owner.arn },
        Action: actions.map((action) => `kms:${action}`),
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': RDS } },
      },
    ],
  });
  const create = (name = DBInstanceIdentifier, more: object = {}) =>
    rds<CreateDBInstanceResult>(
      'CreateDBInstance',
      postgres(name, { StorageEncrypted: true, KmsKeyId: KeyId, ...more }),
      { as: owner },
    );
  const grants = async (): Promise<readonly GrantListEntry[]> =>
    (await kms<ListGrantsResponse>('ListGrants', { KeyId })).Grants ?? [];
  const status = async (name = DBInstanceIdentifier) => {
    const { DBInstances } = await rds<DBInstanceMessage>('DescribeDBInstances', {
      DBInstanceIdentifier: name,
    });
    return DBInstances?.[0]?.DBInstanceStatus;
  };
  return { ...fixture, owner, KeyId, create, grants, status };
};
