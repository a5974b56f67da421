import { GetAccountSummaryCommand, IAMClient, ListPoliciesCommand } from '@aws-sdk/client-iam';
import {
  CreateOrganizationCommand,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import { startCloud, type StartedCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let cloud: StartedCloud;

beforeAll(async () => {
  cloud = await startCloud({ iam: 'off' });
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  await fetch(`${cloud.aws}/_gatehouse/reset`, { method: 'POST' });
});

const who = (config: STSClientConfig) =>
  new STSClient(config).send(new GetCallerIdentityCommand({}));

const anybody = () => cloud.clientWith({ accessKeyId: 'test', secretAccessKey: 'test' });

test('an account has nothing at first', async () => {
  const iam = new IAMClient(anybody());

  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  const organization = new OrganizationsClient(anybody()).send(new DescribeOrganizationCommand({}));

  expect(SummaryMap).toMatchObject({ Users: 0, Roles: 0, Groups: 0, Policies: 0 });
  expect(Policies).toEqual([]);
  await expect(organization).rejects.toMatchObject({
    name: 'AWSOrganizationsNotInUseException',
  });
});

test.for(['/_gatehouse/reset', '/moto-api/reset', '/_localstack/state/reset'])(
  'an organization is gone after POST %s',
  async (path) => {
    const organizations = new OrganizationsClient(anybody());
    await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));

    const { status } = await fetch(`${cloud.aws}${path}`, { method: 'POST' });

    expect(status).toBe(200);
    await expect(
      organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' })),
    ).resolves.toMatchObject({ Organization: { MasterAccountId: '123456789012' } });
  },
);

test('a key of twelve digits is its account, and so are the profiles', async () => {
  await expect(
    who(cloud.clientWith({ accessKeyId: '000000000000', secretAccessKey: 'x' })),
  ).resolves.toMatchObject({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root' });
  await expect(who(anybody())).resolves.toMatchObject({ Account: '123456789012' });
  await expect(who(cloud.client('security'))).resolves.toMatchObject({ Account: '777788889999' });
});

test('a role that nobody made is assumed, and its key works without the token', async () => {
  const { Credentials } = await new STSClient(anybody()).send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::123456789012:role/test-role',
      RoleSessionName: 'session-name',
    }),
  );

  const accessKeyId = Credentials?.AccessKeyId ?? '';
  const session = new STSClient(cloud.clientWith({ accessKeyId, secretAccessKey: 'x' }));
  await expect(session.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
    Arn: 'arn:aws:sts::123456789012:assumed-role/test-role/session-name',
  });
});
