import type { DescribeUserPoolDomainResponse } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { ACCOUNT, cognitoFixture } from '../cognito.fixture.ts';

test('a prefix belongs to one pool of the Region, and a pool has one', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  const { Id: other } = await fixture.pool({ PoolName: 'other' });
  const Domain = 'my-people';

  await fixture.cognito('CreateUserPoolDomain', { UserPoolId, Domain });
  const described = await fixture.cognito<DescribeUserPoolDomainResponse>(
    'DescribeUserPoolDomain',
    { Domain },
  );

  expect(described.DomainDescription).toMatchObject({
    UserPoolId,
    AWSAccountId: ACCOUNT,
    Domain,
    Status: 'ACTIVE',
    ManagedLoginVersion: 1,
  });
  expect(await fixture.cognito('DescribeUserPool', { UserPoolId })).toMatchObject({
    UserPool: { Domain },
  });
  await expect(
    fixture.cognito('CreateUserPoolDomain', { UserPoolId: other, Domain }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Domain already associated with another user pool.',
  });
  await expect(
    fixture.cognito('CreateUserPoolDomain', { UserPoolId, Domain: 'second' }),
  ).rejects.toThrow(/already has a domain configured/);
  await expect(
    fixture.cognito('DeleteUserPoolDomain', { UserPoolId: other, Domain }),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'No such domain or user pool exists.',
  });
});

test.for([
  ['my-aws-app', 'Domain cannot contain reserved word: aws'],
  ['amazon', 'Domain cannot contain reserved word: amazon'],
  ['acognitob', 'Domain cannot contain reserved word: cognito'],
  ['-x', 'Invalid domain: -x'],
  ['Upper', 'Invalid domain: Upper'],
  ['a.b', 'Invalid domain: a.b'],
] as const)('%s can be no prefix', async ([Domain, message]) => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();

  await expect(
    fixture.cognito('CreateUserPoolDomain', { UserPoolId, Domain }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException', message });
});

test('a custom domain has a certificate and is told where to point', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  const CertificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222';
  const Domain = 'auth.example.com';

  const made = await fixture.cognito('CreateUserPoolDomain', {
    UserPoolId,
    Domain,
    ManagedLoginVersion: 2,
    CustomDomainConfig: { CertificateArn },
  });
  await fixture.cognito('UpdateUserPoolDomain', {
    UserPoolId,
    Domain,
    ManagedLoginVersion: 1,
    CustomDomainConfig: { CertificateArn: `${CertificateArn}3` },
  });

  expect(made).toEqual({ ManagedLoginVersion: 2, CloudFrontDomain: '127.0.0.1:4566' });
  expect(await fixture.cognito('DescribeUserPoolDomain', { Domain })).toMatchObject({
    DomainDescription: {
      ManagedLoginVersion: 1,
      CustomDomainConfig: { CertificateArn: `${CertificateArn}3` },
    },
  });
});

test('a domain that nobody has is described as nothing', async () => {
  const fixture = await cognitoFixture();

  expect(await fixture.cognito('DescribeUserPoolDomain', { Domain: 'nothing' })).toEqual({
    DomainDescription: {},
  });
});
