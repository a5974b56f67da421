import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, cloudFixture } from './cloud.fixture.ts';

const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };

test('nobody chooses the Region in which IAM and Organizations are asked', async () => {
  const { call, stop, userWith, who } = await cloudFixture();
  onTestFinished(stop);
  const condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
  const key = await userWith('ana', ALLOW, { ...ALLOW, Effect: 'Deny', Condition: condition });
  const ana = await who(key);

  for (const [service, operation] of [
    ['iam', 'ListUsers'],
    ['organizations', 'DescribeOrganization'],
  ] as const)
    await expect(call(ana, service, operation, {}, 'eu-west-1')).rejects.toThrow('explicit deny');
  expect(await call(ana, 'ecs', 'ListClusters', {}, 'eu-west-1')).toBeDefined();
});

test('tags named like condition keys set none of these', async () => {
  const { admin, call, stop, userWith, who } = await cloudFixture();
  onTestFinished(stop);
  const boss = { StringEquals: { 'aws:PrincipalTag/boss': 'yes' } };
  const key = await userWith('ana', { ...ALLOW, Condition: boss });
  const ana = await who(key);
  const names = ['PrincipalTag/boss', '/aws:PrincipalTag/boss', 'x:aws:PrincipalTag/boss'];
  const tags = names.map((name) => ({ key: name, value: 'yes' }));
  await call(admin, 'ecs', 'CreateCluster', { clusterName: 'web', tags });

  const refused = { name: 'AccessDeniedException' };
  await expect(call(ana, 'ecs', 'CreateCluster', { tags })).rejects.toMatchObject(refused);
  const named = { clusters: [`arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/web`] };
  await expect(call(ana, 'ecs', 'DescribeClusters', named)).rejects.toMatchObject(refused);
});
