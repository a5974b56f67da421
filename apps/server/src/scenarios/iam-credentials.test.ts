import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteUserCommand,
  EnableMFADeviceCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetGroupCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { systemClock } from '@gatehouse/core';
import { totpCode } from '@gatehouse/service-kit';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const ACCOUNT = '111122223333';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const fromBase32 = (text: string): Buffer => {
  const bits = Array.from(text, (letter) =>
    ALPHABET.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

const postgres = await testPostgres();
const databases = [
  ['SQLite', () => Promise.resolve(undefined)],
  ...(postgres === undefined ? [] : [['PostgreSQL', () => postgres.database()] as const]),
] as const;

describe.for(databases)('users and their credentials over HTTP, on %s', ([, database]) => {
  let cloud: StartedCloud;
  let iam: IAMClient;

  beforeAll(async () => {
    const url = await database();
    cloud = await startCloud(url === undefined ? {} : { database: url });
    iam = new IAMClient(cloud.client('workloads'));
  });
  afterAll(() => cloud.stop());

  const userWithKey = async (UserName: string) => {
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    return { ...credentials, config: cloud.clientWith(credentials) };
  };

  const setPassword = (UserName: string, Password: string) =>
    iam.send(new CreateLoginProfileCommand({ UserName, Password }));
  const getUser = (UserName: string) => iam.send(new GetUserCommand({ UserName }));

  test('a new user speaks with its key until the key is switched off', async () => {
    const { accessKeyId: AccessKeyId, config } = await userWithKey('alice');
    const who = () => new STSClient(config).send(new GetCallerIdentityCommand({}));

    await expect(who()).resolves.toMatchObject({ Arn: `arn:aws:iam::${ACCOUNT}:user/alice` });
    await iam.send(new UpdateUserCommand({ UserName: 'alice', NewPath: '/team/' }));
    await expect(who()).resolves.toMatchObject({ Arn: `arn:aws:iam::${ACCOUNT}:user/team/alice` });
    await iam.send(
      new UpdateAccessKeyCommand({ UserName: 'alice', AccessKeyId, Status: 'Inactive' }),
    );
    await expect(who()).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('membership in a group gives the rights of the group at once', async () => {
    const { config } = await userWithKey('bert');
    const list = () => new IAMClient(config).send(new ListUsersCommand({}));
    await iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
    await iam.send(
      new AttachGroupPolicyCommand({
        GroupName: 'readers',
        PolicyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
      }),
    );

    await expect(list()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: iam:ListUsers'),
    });
    await iam.send(new AddUserToGroupCommand({ GroupName: 'readers', UserName: 'bert' }));
    await expect(list()).resolves.toMatchObject({ IsTruncated: false });
    await expect(iam.send(new GetGroupCommand({ GroupName: 'readers' }))).resolves.toMatchObject({
      Users: [{ UserName: 'bert', CreateDate: expect.any(Date) }],
    });
  });

  test('the use of a key is remembered', async () => {
    const { accessKeyId: AccessKeyId, config } = await userWithKey('cora');
    await new STSClient(config).send(new GetCallerIdentityCommand({}));

    await vi.waitFor(() =>
      expect(iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).resolves.toMatchObject({
        UserName: 'cora',
        AccessKeyLastUsed: { ServiceName: 'sts', Region: 'us-east-1' },
      }),
    );
  });

  test('a password is checked against the policy and changed by its user', async () => {
    const { config } = await userWithKey('dora');
    await expect(setPassword('dora', 'short')).rejects.toMatchObject({
      name: 'PasswordPolicyViolationException',
      $metadata: { httpStatusCode: 400 },
    });
    await setPassword('dora', 'Correct-Horse-7');
    await expect(
      new IAMClient(config).send(
        new ChangePasswordCommand({
          OldPassword: 'Correct-Horse-7',
          NewPassword: 'Battery-Staple-8',
        }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('a virtual device is enabled with two codes of its seed', async () => {
    await userWithKey('emil');
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'emils-phone' }),
    );
    const seed = fromBase32(Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString());
    const step = Math.floor(systemClock.now().getTime() / 30_000);
    const enable = (AuthenticationCode1: string, AuthenticationCode2: string) =>
      iam.send(
        new EnableMFADeviceCommand({
          UserName: 'emil',
          SerialNumber: VirtualMFADevice?.SerialNumber,
          AuthenticationCode1,
          AuthenticationCode2,
        }),
      );

    await expect(enable(totpCode(seed, step), totpCode(seed, step))).rejects.toMatchObject({
      name: 'InvalidAuthenticationCodeException',
      $metadata: { httpStatusCode: 403 },
    });
    await enable(totpCode(seed, step - 1), totpCode(seed, step));
    await expect(iam.send(new DeleteUserCommand({ UserName: 'emil' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
  });

  test('the credential report and the summary know of it all', async () => {
    await vi.waitFor(
      async () => {
        const { State } = await iam.send(new GenerateCredentialReportCommand({}));
        expect(State).toBe('COMPLETE');
      },
      { timeout: 10_000, interval: 100 },
    );
    const { Content } = await iam.send(new GetCredentialReportCommand({}));
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    const { Users } = await iam.send(new ListUsersCommand({}));

    const lines = Buffer.from(Content ?? [])
      .toString()
      .split('\n');
    expect(lines).toHaveLength(2 + (Users?.length ?? 0));
    expect(lines.find((line) => line.startsWith('emil,'))?.split(',')[7]).toBe('true');
    expect(SummaryMap).toMatchObject({ Users: Users?.length, MFADevicesInUse: 1 });
  });

  test('a name of the wrong form and an unknown name get AWS’s answers', async () => {
    await expect(getUser('a b')).rejects.toMatchObject({
      name: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(getUser('nobody')).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The user with name nobody cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
