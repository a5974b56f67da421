import { partitionOf } from '@gatehouse/core';
import type { Scope } from '../model.ts';

const root = ({ account, region }: Scope): string =>
  `arn:${partitionOf(region)}:iam::${account}:root`;

/** What a key has when nobody gives it another: IAM decides (AWS KMS Developer Guide, "Default key policy"). */
export const defaultKeyPolicy = (scope: Scope): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: root(scope) },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
    null,
    2,
  );

/** Services whose own principal reads nothing: they act as the caller, through themselves. */
const USES = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:CreateGrant',
  'kms:DescribeKey',
];

/**
 * An AWS managed key: everybody of the account whom the service itself lets use it, and only through the service
 * (AWS KMS Developer Guide, "AWS managed keys").
 */
export const managedKeyPolicy = (scope: Scope, service: string, label: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Id: `auto-${service}-2`,
      Statement: [
        {
          Sid: `Allow access through ${label} for all principals in the account that are authorized to use ${label}`,
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: USES,
          Resource: '*',
          Condition: {
            StringEquals: {
              'kms:CallerAccount': scope.account,
              'kms:ViaService': `${service}.${scope.region}.amazonaws.com`,
            },
          },
        },
        {
          Sid: 'Allow direct access to key metadata to the account',
          Effect: 'Allow',
          Principal: { AWS: root(scope) },
          Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
          Resource: '*',
        },
      ],
    },
    null,
    2,
  );
