import type { ListPoliciesGrantingServiceAccessResponse } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT, allowing } from './access.fixture.ts';
import { grantsAccessTo } from './service-access.ts';

const document = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

test.for([
  [{ Effect: 'Allow', Action: 's3:Get*' }, true],
  [{ Effect: 'Allow', Action: ['ecs:*', 'S3:*'] }, true],
  [{ Effect: 'Allow', Action: '*' }, true],
  [{ Effect: 'Allow', Action: 's3express:*' }, false],
  [{ Effect: 'Deny', Action: 's3:*' }, false],
  [{ Effect: 'Allow', NotAction: 'iam:*' }, true],
  [{ Effect: 'Allow', NotAction: 's3:GetObject' }, true],
  [{ Effect: 'Allow', NotAction: ['iam:*', 's3:*'] }, false],
] as const)('%o grants access to S3: %s', ([statement, granted]) => {
  expect(grantsAccessTo(document(statement), 's3')).toBe(granted);
});

test('the policies of a user and its groups are listed for each service', async () => {
  const { call, policy } = await accessFixture();
  const PolicyArn = await policy('own', allowing('s3:*'));
  await call('CreateUser', { UserName: 'u' });
  await call('CreateGroup', { GroupName: 'g' });
  await call('AddUserToGroup', { UserName: 'u', GroupName: 'g' });
  await call('AttachUserPolicy', { UserName: 'u', PolicyArn });
  await call('PutGroupPolicy', {
    GroupName: 'g',
    PolicyName: 'inline',
    PolicyDocument: allowing('ecs:*', 's3:*'),
  });

  const { PoliciesGrantingServiceAccess } = await call<ListPoliciesGrantingServiceAccessResponse>(
    'ListPoliciesGrantingServiceAccess',
    { Arn: `arn:aws:iam::${ACCOUNT}:user/u`, ServiceNamespaces: ['s3', 'ecs', 'kms'] },
  );

  const inline = {
    PolicyName: 'inline',
    PolicyType: 'INLINE',
    EntityType: 'GROUP',
    EntityName: 'g',
  };
  expect(PoliciesGrantingServiceAccess).toStrictEqual([
    {
      ServiceNamespace: 's3',
      Policies: [{ PolicyName: 'own', PolicyType: 'MANAGED', PolicyArn }, inline],
    },
    { ServiceNamespace: 'ecs', Policies: [inline] },
    { ServiceNamespace: 'kms', Policies: [] },
  ]);
});
