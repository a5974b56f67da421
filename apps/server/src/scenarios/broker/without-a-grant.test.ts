import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, test } from 'vitest';
import { brokerCloud, S3_ADMIN } from './broker.fixture.ts';
import { AFTER_SYNC } from './roles.fixture.ts';

const story = await brokerCloud();
const iam = new IAMClient(story.cloud.client('workloads'));
const sts = new STSClient(story.cloud.client('workloads'));
afterAll(async () => {
  iam.destroy();
  sts.destroy();
  await story.stop();
});

const ROLE = 'TempAccessRoleS3Admin';

const assume = (Tags?: { Key: string; Value: string }[]) =>
  sts.send(new AssumeRoleCommand({ RoleArn: S3_ADMIN.roleArn, RoleSessionName: 'somebody', Tags }));

const findings = async (): Promise<readonly { type: string; resource: string }[]> =>
  (await story.api('erin').get('/v1/findings')).body.findings ?? [];

const trustOf = async (): Promise<string> => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: ROLE }));
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
};

const setTrust = async (PolicyDocument: string): Promise<void> => {
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument }));
};

test('an administrator of the account gets no session of a brokered role past the broker', async () => {
  await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(
    assume([{ Key: 'gatehouse:grant', Value: 'r-00000000000000000000.1' }]),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a trust policy that admits another, and a session without a grant, become findings', async () => {
  const before = await findings();
  const trust = await trustOf();
  const opened = JSON.parse(trust);
  opened.Statement = [
    ...[opened.Statement].flat(),
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    },
  ];
  await setTrust(JSON.stringify(opened));
  await assume();
  await assume([{ Key: 'gatehouse:grant', Value: 'r-00000000000000000000.1' }]);
  await story.advance(AFTER_SYNC);

  const after = await findings();
  const told = (await story.cloud.outbox.list({ limit: 500 })).messages.filter(({ subject }) =>
    subject.includes('Finding'),
  );

  expect(before).toEqual([]);
  expect(new Set(after.map(({ type }) => type)).size).toBeGreaterThanOrEqual(2);
  expect(after.every(({ resource }) => resource.includes(ROLE))).toBe(true);
  expect(new Set(told.flatMap(({ to }) => to))).toEqual(
    new Set(['dave@example.com', 'erin@example.com']),
  );
  await setTrust(trust);
});

test('sessions that the broker gave are no findings', async () => {
  const known = (await findings()).length;
  const { id } = await story.granted();
  await story.credentials('alice', id);
  await story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'console' });
  await story.advance(AFTER_SYNC);

  expect((await findings()).length).toBeLessThanOrEqual(known);
  expect(await story.broken()).toEqual([]);
});
