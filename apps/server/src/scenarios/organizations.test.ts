import {
  AttachPolicyCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreatePolicyCommand,
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  ListParentsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListPolicies,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startCloud, type StartedCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

const WORKLOADS = '111122223333';
const SECURITY = '777788889999';

let cloud: StartedCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  await cloud.stop();
});

const admin = () => new OrganizationsClient(cloud.client('admin'));

const policy = async (
  Name: string,
  Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
  statement: object,
): Promise<string> => {
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const made = await admin().send(
    new CreatePolicyCommand({ Name, Description: '', Type, Content }),
  );
  return made.Policy?.PolicySummary?.Id ?? '';
};

const assume = async (account: string, profile: 'admin' | 'security' = 'admin') => {
  const answer = await new STSClient(cloud.client(profile)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'test',
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  return cloud.clientWith({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
};

test('the demo organization is seen by the paginators of the SDK, one at a time', async () => {
  const names = new Set<string | undefined>();
  for await (const page of paginateListAccounts({ client: admin(), pageSize: 1 }, {}))
    for (const { Name } of page.Accounts ?? []) names.add(Name);
  const policies: (string | undefined)[] = [];
  const Filter = 'SERVICE_CONTROL_POLICY';
  for await (const page of paginateListPolicies({ client: admin(), pageSize: 1 }, { Filter }))
    policies.push(...(page.Policies ?? []).map(({ Name }) => Name));

  expect(names).toEqual(new Set(['management', 'security', 'workloads', 'workloads-2']));
  expect(policies).toContain('FullAWSAccess');
});

test('errors are the SDK’s own, with their reason', async () => {
  await expect(
    admin().send(new DescribeAccountCommand({ AccountId: '000000000000' })),
  ).rejects.toMatchObject({
    name: 'AccountNotFoundException',
    message: "You specified an account that doesn't exist.",
    $metadata: { httpStatusCode: 400 },
  });
  await expect(
    admin().send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: WORKLOADS })),
  ).rejects.toMatchObject({
    name: 'ConstraintViolationException',
    Reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
  });
  await expect(
    new OrganizationsClient(cloud.client('workloads')).send(new ListRootsCommand({})),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: "You don't have permissions to access this resource.",
  });
});

test('a service control policy holds for the next call of the account, until it moves away', async () => {
  const { Roots } = await admin().send(new ListRootsCommand({}));
  const rootId = Roots?.[0]?.Id;
  const parents = await admin().send(new ListParentsCommand({ ChildId: WORKLOADS }));
  const home = parents.Parents?.[0]?.Id;
  const made = await admin().send(
    new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: 'Quarantine' }),
  );
  const TargetId = made.OrganizationalUnit?.Id;
  const PolicyId = await policy('quarantine', 'SERVICE_CONTROL_POLICY', {
    Effect: 'Deny',
    Action: 'organizations:*',
    Resource: '*',
  });
  await admin().send(new AttachPolicyCommand({ PolicyId, TargetId }));
  const workloads = new OrganizationsClient(cloud.client('workloads'));
  const ask = () => workloads.send(new DescribeOrganizationCommand({}));
  const move = (SourceParentId: string | undefined, DestinationParentId: string | undefined) =>
    admin().send(
      new MoveAccountCommand({ AccountId: WORKLOADS, SourceParentId, DestinationParentId }),
    );

  await ask();
  await move(home, TargetId);
  await expect(ask()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('explicit deny in a service control policy'),
  });
  await move(TargetId, home);
  await ask();
});

test('a resource control policy binds the roles of an account, whoever wants to assume them', async () => {
  const PolicyId = await policy('no-assume', 'RESOURCE_CONTROL_POLICY', {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Resource: '*',
  });
  const attachment = { PolicyId, TargetId: WORKLOADS };
  await assume(WORKLOADS);

  await admin().send(new AttachPolicyCommand(attachment));
  await expect(assume(WORKLOADS)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('explicit deny in a resource control policy'),
  });
  await expect(assume(SECURITY)).resolves.toBeDefined();
  await admin().send(new DetachPolicyCommand(attachment));

  await expect(assume(WORKLOADS)).resolves.toBeDefined();
});

test('a new account is entered through its access role, and nobody is let in once it is closed', async () => {
  const made = await admin().send(
    new CreateAccountCommand({ AccountName: 'new', Email: 'new@example.org' }),
  );
  const AccountId = made.CreateAccountStatus?.AccountId ?? '';
  const inside = await assume(AccountId);
  const whoAmI = () => new STSClient(inside).send(new GetCallerIdentityCommand({}));
  expect(await whoAmI()).toMatchObject({ Account: AccountId });

  await admin().send(new CloseAccountCommand({ AccountId }));

  await expect(whoAmI()).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});
