import { createClients } from '@gatehouse/clients';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsFixture, awsFixture, person } from './aws.fixture.ts';
import { brokeredTrust, WORKLOADS } from './roles.fixture.ts';

let here: AwsFixture;
beforeAll(async () => {
  here = await awsFixture();
  await here.store.write((tx) => here.aws.prepare(tx, here.clock.now()));
  await here.runner.runDue();
  await here.advance({ seconds: 1 });
  await here.runner.runDue();
});
afterAll(() => here.stop());

const alice = person('alice');
const arn = (role: string): string => `arn:aws:iam::${WORKLOADS}:role/${role}`;

const look = async () => {
  await here.aws.catalog.refresh(WORKLOADS);
  return here.aws.findings();
};

const asBroker = () =>
  createClients({
    endpoint: here.cloud.aws,
    region: 'us-east-1',
    credentials: () => here.broker(),
    clock: here.clock,
  });

test('sessions that the broker made for grants, and its canaries, are no findings', async () => {
  const grant = here.grants.add(alice, 'LentS3Admin');
  await here.issue(grant);
  const other = here.otherNode();
  here.grants.end(grant, 'revoked');
  await here.store.write((tx) => other.aws.sessions.cut(tx, grant, grant.endsAt));
  await other.runner.runDue();
  await here.advance({ seconds: 1 });

  expect(await look()).toEqual([]);
});

test('a session with a made-up grant is one, told once, and over when it has expired', async () => {
  await asBroker()
    .sts()
    .assumeRole({
      RoleArn: arn('Admin'),
      RoleSessionName: 'mallory',
      Tags: [{ Key: 'gatehouse:grant', Value: 'r-made-up.1' }],
    });
  await here.advance({ seconds: 1 });

  const first = await look();
  const again = await look();
  await here.advance({ minutes: 61 });
  const later = await look();
  const told = (await here.notices()).filter(({ kind }) => kind === 'finding');

  expect(first).toMatchObject([
    {
      type: 'session-without-grant',
      severity: 'CRITICAL',
      account: WORKLOADS,
      resource: arn('Admin'),
      state: 'active',
    },
  ]);
  expect(again).toHaveLength(1);
  expect(again[0]?.id).toBe(first[0]?.id);
  expect(told).toHaveLength(1);
  expect(later).toMatchObject([{ id: first[0]?.id, state: 'resolved' }]);
  expect(await here.leaves('finding.opened')).toHaveLength(1);
  expect(await here.leaves('finding.resolved')).toHaveLength(1);
});

test('the name of somebody else’s session does not make a session a grant’s', async () => {
  const grant = here.grants.add(alice, 'LentS3Admin');
  const { session } = await here.issue(grant);
  await asBroker()
    .sts()
    .assumeRole({
      RoleArn: arn('Admin'),
      RoleSessionName: session.roleSessionName,
      Tags: [{ Key: 'gatehouse:grant', Value: grant.id }],
    });
  await here.advance({ seconds: 1 });

  const found = (await look()).filter(({ state }) => state === 'active');

  expect(found).toMatchObject([{ type: 'session-without-grant', resource: arn('Admin') }]);
});

test('a trust policy that admits somebody else is a finding until it is put right', async () => {
  const iam = here.admin().iam();
  const edited = JSON.parse(brokeredTrust(here.settings.brokerRoleArn)) as {
    Statement: Record<string, unknown>[];
  };
  edited.Statement.push({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${WORKLOADS}:root` },
    Action: 'sts:AssumeRole',
  });
  await iam.updateAssumeRolePolicy({
    RoleName: 'AdminRead',
    PolicyDocument: JSON.stringify(edited),
  });

  const open = (await look()).filter(({ type }) => type === 'trust-admits-others');
  await iam.updateAssumeRolePolicy({
    RoleName: 'AdminRead',
    PolicyDocument: brokeredTrust(here.settings.brokerRoleArn),
  });
  const closed = (await look()).filter(({ type }) => type === 'trust-admits-others');

  expect(open).toMatchObject([{ severity: 'HIGH', resource: arn('AdminRead'), state: 'active' }]);
  expect(closed).toMatchObject([{ id: open[0]?.id, state: 'resolved' }]);
});

test('a session whose grant is over, and that nothing has cut, is a finding until its own end', async () => {
  const grant = here.grants.add(alice, 'LentS3Admin');
  await here.issue(grant);
  here.grants.end(grant, 'revoked');

  const open = (await look()).filter(({ type }) => type === 'session-outlives-grant');
  await here.advance({ minutes: 61 });
  const closed = (await look()).filter(({ type }) => type === 'session-outlives-grant');

  expect(open).toMatchObject([{ severity: 'HIGH', state: 'active' }]);
  expect(closed).toMatchObject([{ id: open[0]?.id, state: 'resolved' }]);
});

test('a brokered role that shuts the broker out and lets another in is nobody’s to ask for, and watched', async () => {
  const iam = here.admin().iam();
  const PolicyDocument = brokeredTrust(`arn:aws:iam::${WORKLOADS}:root`);
  await iam.updateAssumeRolePolicy({ RoleName: 'AdminRead', PolicyDocument });

  const open = (await look()).filter(({ state }) => state === 'active');
  const again = (await look()).filter(({ state }) => state === 'active');
  const { roles } = await here.aws.catalog.current();
  await iam.updateAssumeRolePolicy({
    RoleName: 'AdminRead',
    PolicyDocument: brokeredTrust(here.settings.brokerRoleArn),
  });
  const closed = (await look()).filter(({ state }) => state === 'active');

  expect(open).toMatchObject([{ type: 'trust-admits-others', resource: arn('AdminRead') }]);
  expect(again.map(({ id }) => id)).toEqual(open.map(({ id }) => id));
  expect(roles.has(arn('AdminRead'))).toBe(false);
  expect(closed).toEqual([]);
});
