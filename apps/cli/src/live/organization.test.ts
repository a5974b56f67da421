import * as organizations from '@aws-sdk/client-organizations';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';

const ACCOUNT = '111122223333';

let cloud: StartedCloud;
let unit: string;

const explain = async (profile: string, ...args: readonly string[]) => {
  const { code, out, err } = await spawned(['policy', 'explain', '--live', '--json', ...args], {
    AWS_CONFIG_FILE: cloud.profiles.config,
    AWS_SHARED_CREDENTIALS_FILE: cloud.profiles.credentials,
    AWS_PROFILE: profile,
    AWS_ENDPOINT_URL: cloud.aws,
  });
  return { code, err, answer: out === '' ? undefined : JSON.parse(out) };
};

beforeAll(async () => {
  cloud = await startCloud();
  const client = new organizations.OrganizationsClient(cloud.client('admin'));
  const { Parents } = await client.send(new organizations.ListParentsCommand({ ChildId: ACCOUNT }));
  unit = Parents?.[0]?.Id ?? '';
  const attach = async (
    Type: organizations.PolicyType,
    TargetId: string,
    statement: object,
  ): Promise<void> => {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const { Policy } = await client.send(
      new organizations.CreatePolicyCommand({ Type, Name: `no-${Type}`, Description: '', Content }),
    );
    const PolicyId = Policy?.PolicySummary?.Id;
    await client.send(new organizations.AttachPolicyCommand({ PolicyId, TargetId }));
  };
  const { Roots = [] } = await client.send(new organizations.ListRootsCommand({}));
  const enabled = Roots[0]?.PolicyTypes?.map(({ Type }) => Type) ?? [];
  for (const PolicyType of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const)
    if (!enabled.includes(PolicyType))
      await client.send(
        new organizations.EnablePolicyTypeCommand({ RootId: Roots[0]?.Id, PolicyType }),
      );
  await attach('SERVICE_CONTROL_POLICY', unit, {
    Effect: 'Deny',
    Action: 'ecs:DeleteCluster',
    Resource: '*',
  });
  await attach('RESOURCE_CONTROL_POLICY', ACCOUNT, {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:PurgeQueue',
    Resource: '*',
  });
  client.destroy();
});
afterAll(() => cloud.stop());

const asAdmin = ['--org-profile', 'admin'];
const queue = ['--resource', `arn:aws:sqs:us-east-1:${ACCOUNT}:q`];

test('control policies of every level above the account decide', async () => {
  const [deleted, created, purged, sent] = await Promise.all([
    explain('workloads', ...asAdmin, '--action', 'ecs:DeleteCluster'),
    explain('workloads', ...asAdmin, '--action', 'ecs:CreateCluster'),
    explain('workloads', ...asAdmin, '--action', 'sqs:PurgeQueue', ...queue),
    explain('workloads', ...asAdmin, '--action', 'sqs:SendMessage', ...queue),
  ]);

  expect(deleted).toMatchObject({
    code: 1,
    answer: { decision: { because: 'explicit-deny', layer: 'scp', targetId: unit } },
  });
  expect(created.code).toBe(0);
  expect(purged).toMatchObject({
    code: 1,
    answer: { decision: { because: 'explicit-deny', layer: 'rcp', targetId: ACCOUNT } },
  });
  expect(sent.code).toBe(0);
});

test('no control policy binds the management account', async () => {
  expect(await explain('admin', '--action', 'ecs:DeleteCluster')).toMatchObject({ code: 0 });
});

test('an account that may not read the organization is told so beside its answer', async () => {
  const { code, answer } = await explain('workloads', '--action', 'ecs:DeleteCluster');

  expect(code).toBe(0);
  expect(answer.unread).toContainEqual({
    what: expect.stringContaining('organization'),
    because: expect.stringMatching(/AccessDenied/),
  });
});
