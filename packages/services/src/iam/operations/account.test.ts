import type {
  GenerateCredentialReportResponse,
  GetCredentialReportResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture } from '../iam.fixture.ts';

const OTHER = { kind: 'root', account: '444455556666' } as const;

test('an account has one alias, which no other account can take', async () => {
  const iam = await iamFixture();
  await iam.call('CreateAccountAlias', { AccountAlias: 'first' });
  await iam.call('CreateAccountAlias', { AccountAlias: 'second' });

  await expect(iam.call('ListAccountAliases', {})).resolves.toEqual({
    AccountAliases: ['second'],
    IsTruncated: false,
  });
  await expect(
    iam.call('CreateAccountAlias', { AccountAlias: 'second' }, { as: OTHER }),
  ).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
    message: 'The account alias second already exists.',
  });
  await expect(
    iam.call('DeleteAccountAlias', { AccountAlias: 'second' }, { as: OTHER }),
  ).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: 'The account alias with name second cannot be found.',
  });
  await iam.call('DeleteAccountAlias', { AccountAlias: 'second' });
  await expect(iam.call('ListAccountAliases', {})).resolves.toMatchObject({ AccountAliases: [] });
});

test.for(['-a-b', 'a--b', 'ab-', 'Abc', '123456789012', 'ab'])(
  '%s is no account alias',
  async (AccountAlias) => {
    const iam = await iamFixture();

    await expect(iam.call('CreateAccountAlias', { AccountAlias })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  },
);

test('a password policy takes its defaults where the request says nothing', async () => {
  const iam = await iamFixture();
  const missing = {
    name: 'NoSuchEntity',
    message: `The Password Policy with domain name ${ACCOUNT} cannot be found.`,
  };

  await expect(iam.call('GetAccountPasswordPolicy', {})).rejects.toMatchObject(missing);
  await iam.call('UpdateAccountPasswordPolicy', {});
  await expect(iam.call('GetAccountPasswordPolicy', {})).resolves.toEqual({
    PasswordPolicy: {
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
      MinimumPasswordLength: 6,
      RequireLowercaseCharacters: false,
      RequireNumbers: false,
      RequireSymbols: false,
      RequireUppercaseCharacters: false,
    },
  });
  await iam.call('UpdateAccountPasswordPolicy', { MaxPasswordAge: 60, HardExpiry: true });
  await expect(iam.call('GetAccountPasswordPolicy', {})).resolves.toMatchObject({
    PasswordPolicy: { ExpirePasswords: true, MaxPasswordAge: 60, HardExpiry: true },
  });
  await iam.call('DeleteAccountPasswordPolicy', {});
  await expect(iam.call('DeleteAccountPasswordPolicy', {})).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: 'The account policy with name PasswordPolicy cannot be found.',
  });
});

test('every number of a password policy is checked at once', async () => {
  const iam = await iamFixture();

  await expect(
    iam.call('UpdateAccountPasswordPolicy', {
      MinimumPasswordLength: 129,
      PasswordReusePrevention: 25,
      MaxPasswordAge: 1096,
    }),
  ).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      "3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy constraint: Member must have value less than or equal to 128; Value at 'passwordReusePrevention' failed to satisfy constraint: Member must have value less than or equal to 24; Value at 'maxPasswordAge' failed to satisfy constraint: Member must have value less than or equal to 1095",
  });
});

test('the account summary counts what is there', async () => {
  const iam = await iamFixture();
  for (const UserName of ['a', 'b']) await iam.call('CreateUser', { UserName });
  await iam.call('CreateGroup', { GroupName: 'g' });
  await iam.call('CreateUser', { UserName: 'elsewhere' }, { as: OTHER });

  await expect(iam.call('GetAccountSummary', {})).resolves.toEqual({
    SummaryMap: {
      AccessKeysPerUserQuota: 2,
      AccountAccessKeysPresent: 0,
      AccountMFAEnabled: 0,
      AccountPasswordPresent: 0,
      AccountSigningCertificatesPresent: 0,
      AssumeRolePolicySizeQuota: 2048,
      AttachedPoliciesPerGroupQuota: 10,
      AttachedPoliciesPerRoleQuota: 10,
      AttachedPoliciesPerUserQuota: 10,
      GlobalEndpointTokenVersion: 1,
      GroupPolicySizeQuota: 5120,
      Groups: 1,
      GroupsPerUserQuota: 10,
      GroupsQuota: 300,
      InstanceProfiles: 0,
      InstanceProfilesQuota: 1000,
      MFADevices: 0,
      MFADevicesInUse: 0,
      Policies: 0,
      PoliciesQuota: 1500,
      PolicySizeQuota: 6144,
      PolicyVersionsInUse: 0,
      PolicyVersionsInUseQuota: 10_000,
      Providers: 0,
      RolePolicySizeQuota: 10_240,
      Roles: 0,
      RolesQuota: 1000,
      ServerCertificates: 0,
      ServerCertificatesQuota: 20,
      SigningCertificatesPerUserQuota: 2,
      UserPolicySizeQuota: 2048,
      Users: 2,
      UsersQuota: 5000,
      VersionsPerPolicyQuota: 5,
    },
  });
});

test('a credential report is made later, shows every credential and is good for four hours', async () => {
  const iam = await iamFixture();
  const generate = () => iam.call<GenerateCredentialReportResponse>('GenerateCredentialReport', {});
  const get = () => iam.call<GetCredentialReportResponse>('GetCredentialReport', {});
  const UserName = 'bob';
  await iam.call('CreateUser', { UserName, Path: '/a,b/' });
  await iam.call('CreateLoginProfile', { UserName, Password: 'Correct-Horse-7' });
  await iam.call('UpdateAccountPasswordPolicy', { MaxPasswordAge: 10 });
  const { AccessKey } = await iam.call<{ AccessKey: { AccessKeyId: string } }>('CreateAccessKey', {
    UserName,
  });
  iam.iam.keyUsage.note(AccessKey.AccessKeyId, 'ecs', 'eu-west-1');
  await iam.iam.keyUsage.flush();
  iam.clock.advance({ hours: 1 });
  await iam.call('CreateAccessKey', { UserName });
  await iam.call('UpdateAccessKey', {
    UserName,
    AccessKeyId: AccessKey.AccessKeyId,
    Status: 'Inactive',
  });

  await expect(get()).rejects.toMatchObject({ name: 'ReportNotPresent' });
  expect(await generate()).toMatchObject({ State: 'STARTED' });
  expect(await generate()).toMatchObject({ State: 'INPROGRESS' });
  await expect(get()).rejects.toMatchObject({ name: 'ReportInProgress' });
  await iam.runner.runDue();
  expect(await generate()).toMatchObject({ State: 'COMPLETE' });

  const report = await get();
  expect(report).toMatchObject({ ReportFormat: 'text/csv', GeneratedTime: iam.clock.now() });
  expect(
    Buffer.from(report.Content ?? [])
      .toString()
      .split('\n'),
  ).toEqual([
    'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated',
    `<root_account>,arn:aws:iam::${ACCOUNT}:root,2026-03-02T11:00:00+00:00,not_supported,no_information,not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
    `bob,"arn:aws:iam::${ACCOUNT}:user/a,b/bob",2026-03-02T10:00:00+00:00,true,no_information,2026-03-02T10:00:00+00:00,2026-03-12T10:00:00+00:00,false,false,2026-03-02T11:00:00+00:00,2026-03-02T10:00:00+00:00,eu-west-1,ecs,true,2026-03-02T11:00:00+00:00,N/A,N/A,N/A,false,N/A,false,N/A`,
  ]);

  iam.clock.advance({ hours: 4 });
  await expect(get()).rejects.toMatchObject({ name: 'ReportExpired' });
  expect(await generate()).toMatchObject({ State: 'STARTED' });
});

test('a new account gets the role through which the management account administers it', async () => {
  const iam = await iamFixture();
  await iam.store.write((tx) =>
    iam.iam.accounts.prepare(tx, {
      id: '999988887777',
      email: 'new@example.com',
      accessRoleName: 'OrganizationAccountAccessRole',
      trustedAccount: ACCOUNT,
    }),
  );

  const role = await iam.store.read((tx) =>
    iam.iam.roles.role(tx, '999988887777', 'OrganizationAccountAccessRole'),
  );

  expect(role).toMatchObject({
    arn: 'arn:aws:iam::999988887777:role/OrganizationAccountAccessRole',
    serviceLinked: false,
  });
});
