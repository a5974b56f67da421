import type { ListMFADevicesResponse, UploadSSHPublicKeyResponse } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { iamFixture, type IamFixture, ROOT } from './iam.fixture.ts';

const bothModes = () =>
  Promise.all([iamFixture({ acceptsLooseInput: true }), iamFixture({ acceptsLooseInput: false })]);

/** What is accepted where nothing is enforced, and refused with `code` where it is. */
const onlyLoose = async (
  prepare: (iam: IamFixture) => Promise<unknown>,
  ask: (iam: IamFixture) => Promise<unknown>,
  code: string,
): Promise<IamFixture> => {
  const [loose, strict] = await bothModes();
  await prepare(loose);
  await prepare(strict);
  await expect(ask(strict)).rejects.toMatchObject({ name: code });
  await expect(ask(loose)).resolves.toBeDefined();
  return loose;
};

const withBob = (iam: IamFixture) => iam.call('CreateUser', { UserName: 'bob' });

test('a path without slashes is a path of users', async () => {
  const iam = await onlyLoose(
    withBob,
    (each) => each.call('CreateUser', { UserName: 'alice', Path: 'team' }),
    'ValidationError',
  );

  await expect(iam.call('ListUsers', { PathPrefix: 'te' })).resolves.toMatchObject({
    Users: [{ UserName: 'alice', Path: 'team' }],
  });
});

test('an access key is found without its user', async () => {
  const [loose] = await bothModes();
  await withBob(loose);
  const { AccessKey } = await loose.call<{ AccessKey: { AccessKeyId: string } }>(
    'CreateAccessKey',
    { UserName: 'bob' },
  );
  const key = { AccessKeyId: AccessKey.AccessKeyId };

  await loose.call('UpdateAccessKey', { ...key, Status: 'Inactive' }, { as: ROOT });
  await expect(loose.call('ListAccessKeys', { UserName: 'bob' })).resolves.toMatchObject({
    AccessKeyMetadata: [{ ...key, Status: 'Inactive' }],
  });
  await loose.call('DeleteAccessKey', key, { as: ROOT });
  await expect(loose.call('ListAccessKeys', { UserName: 'bob' })).resolves.toMatchObject({
    AccessKeyMetadata: [],
  });
});

test('a hardware MFA device is what somebody says it is, for as long as it is enabled', async () => {
  const device = {
    UserName: 'bob',
    SerialNumber: 'GAHT12345678',
    AuthenticationCode1: '123456',
    AuthenticationCode2: '654321',
  };
  const iam = await onlyLoose(
    withBob,
    (each) => each.call('EnableMFADevice', device),
    'NoSuchEntity',
  );
  const serials = async () =>
    (await iam.call<ListMFADevicesResponse>('ListMFADevices', { UserName: 'bob' })).MFADevices?.map(
      ({ SerialNumber }) => SerialNumber,
    );

  expect(await serials()).toEqual(['GAHT12345678']);
  await expect(iam.call('ListVirtualMFADevices', {})).resolves.toMatchObject({
    VirtualMFADevices: [],
  });
  await iam.call('DeactivateMFADevice', { UserName: 'bob', SerialNumber: 'GAHT12345678' });
  expect(await serials()).toEqual([]);
});

test('any two codes enable a virtual MFA device, once', async () => {
  const device = {
    UserName: 'bob',
    SerialNumber: 'arn:aws:iam::111122223333:mfa/phone',
    AuthenticationCode1: '123456',
    AuthenticationCode2: '654321',
  };
  const iam = await onlyLoose(
    async (each) => {
      await withBob(each);
      await each.call('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' });
    },
    (each) => each.call('EnableMFADevice', device),
    'InvalidAuthenticationCode',
  );

  await expect(iam.call('EnableMFADevice', device)).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
  });
});

test('any text is an SSH public key', async () => {
  const iam = await onlyLoose(
    withBob,
    (each) => each.call('UploadSSHPublicKey', { UserName: 'bob', SSHPublicKeyBody: 'hello' }),
    'InvalidPublicKey',
  );
  const { SSHPublicKey } = await iam.call<UploadSSHPublicKeyResponse>('UploadSSHPublicKey', {
    UserName: 'bob',
    SSHPublicKeyBody: 'other',
  });

  await expect(
    iam.call('GetSSHPublicKey', {
      UserName: 'bob',
      SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId,
      Encoding: 'PEM',
    }),
  ).resolves.toMatchObject({ SSHPublicKey: { SSHPublicKeyBody: 'other' } });
});

test('an empty object is a trust policy', async () => {
  const role = { RoleName: 'nobody', AssumeRolePolicyDocument: '{}' };

  const iam = await onlyLoose(
    withBob,
    (each) => each.call('CreateRole', role),
    'MalformedPolicyDocument',
  );

  await expect(iam.call('GetRole', { RoleName: 'nobody' })).resolves.toMatchObject({
    Role: { AssumeRolePolicyDocument: '{}' },
  });
});

test('a path without slashes is a path of groups', async () => {
  const iam = await onlyLoose(
    withBob,
    (each) => each.call('CreateGroup', { GroupName: 'crew', Path: 'some/location' }),
    'ValidationError',
  );

  await expect(iam.call('GetGroup', { GroupName: 'crew' })).resolves.toMatchObject({
    Group: { Path: 'some/location' },
  });
});

test('any texts are a certificate and its key', async () => {
  const iam = await onlyLoose(
    withBob,
    (each) =>
      each.call('UploadServerCertificate', {
        ServerCertificateName: 'web',
        CertificateBody: 'body',
        PrivateKey: 'key',
      }),
    'MalformedCertificate',
  );

  await expect(
    iam.call('GetServerCertificate', { ServerCertificateName: 'web' }),
  ).resolves.toMatchObject({
    ServerCertificate: {
      CertificateBody: 'body',
      ServerCertificateMetadata: { Expiration: new Date('2029-03-02T10:00:00Z') },
    },
  });
});

test('an OpenID Connect provider may do without TLS', async () => {
  const provider = { Url: 'http://example.org/oidc?test=true', ThumbprintList: [] };

  const iam = await onlyLoose(
    withBob,
    (each) => each.call('CreateOpenIDConnectProvider', provider),
    'ValidationError',
  );

  await expect(iam.call('ListOpenIDConnectProviders', {})).resolves.toMatchObject({
    OpenIDConnectProviderList: [
      { Arn: 'arn:aws:iam::111122223333:oidc-provider/example.org/oidc' },
    ],
  });
});
