import type { Principal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture, rootOf } from './organizations.fixture.ts';

const DENY_DESCRIBE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 'organizations:DescribeOrganization', Resource: '*' }],
});

/** An organization with SCPs, a member and a policy that denies what each member may otherwise do. */
const governed = async () => {
  const fixture = await organizationsFixture();
  const { call } = fixture;
  const { rootId } = await fixture.organization();
  await call('EnablePolicyType', { RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' });
  const account = await fixture.member('one');
  const made = await call<{ Policy: { PolicySummary: { Id: string } } }>('CreatePolicy', {
    Name: 'closed',
    Description: '',
    Type: 'SERVICE_CONTROL_POLICY',
    Content: DENY_DESCRIBE,
  });
  const PolicyId = made.Policy.PolicySummary.Id;
  const attach = (TargetId: string) => call('AttachPolicy', { PolicyId, TargetId });
  const ask = (as: Principal = rootOf(account)) => call('DescribeOrganization', {}, { as });
  return { ...fixture, rootId, account, PolicyId, attach, ask };
};

const DENIED = {
  name: 'AccessDeniedException',
  message: expect.stringContaining('with an explicit deny in a service control policy'),
};

test('an attached policy holds for the next call, a detached one no longer', async () => {
  const { call, account, PolicyId, attach, ask } = await governed();
  await ask();

  await attach(account);
  await expect(ask()).rejects.toMatchObject(DENIED);
  await call('UpdatePolicy', { PolicyId, Content: DENY_DESCRIBE.replace('Describe', 'Delete') });
  await ask();
  await call('UpdatePolicy', { PolicyId, Content: DENY_DESCRIBE });
  await expect(ask()).rejects.toMatchObject(DENIED);
  await call('DetachPolicy', { PolicyId, TargetId: account });

  await expect(ask()).resolves.toBeDefined();
});

test('what applies to an account is what is above it, wherever it moves', async () => {
  const { call, rootId, account, attach, ask } = await governed();
  const { OrganizationalUnit } = await call<{ OrganizationalUnit: { Id: string } }>(
    'CreateOrganizationalUnit',
    { ParentId: rootId, Name: 'closed' },
  );
  const unit = OrganizationalUnit.Id;
  await attach(unit);
  await ask();
  const move = (SourceParentId: string, DestinationParentId: string) =>
    call('MoveAccount', { AccountId: account, SourceParentId, DestinationParentId });

  await move(rootId, unit);
  await expect(ask()).rejects.toMatchObject(DENIED);
  await move(unit, rootId);

  await expect(ask()).resolves.toBeDefined();
});

test('no level may do without an allowing policy', async () => {
  const { call, account, PolicyId, attach } = await governed();
  await attach(account);
  await call('DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: account });

  await expect(call('ListHandshakesForAccount', {}, { as: rootOf(account) })).rejects.toMatchObject(
    {
      message: expect.stringContaining('because no service control policy allows'),
    },
  );
  expect(await call('ListTargetsForPolicy', { PolicyId })).toMatchObject({ Targets: [{}] });
});

test('a policy on the root binds members, not the management account and no service-linked role', async () => {
  const { rootId, account, attach, ask, clock } = await governed();
  const session = { issuedAt: clock.now(), expiresAt: clock.now(), mfaAuthenticated: false };
  const role = (serviceLinked: boolean): Principal => ({
    kind: 'assumed-role',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/linked-${String(serviceLinked)}/session`,
    roleArn: `arn:aws:iam::${account}:role/linked-${String(serviceLinked)}`,
    roleName: `linked-${String(serviceLinked)}`,
    roleId: 'AROAEXAMPLE',
    sessionName: 'session',
    serviceLinked,
    tags: new Map(),
    transitiveTagKeys: [],
    session,
    chained: false,
  });

  await attach(rootId);

  await expect(ask()).rejects.toMatchObject(DENIED);
  await expect(ask(role(false))).rejects.toMatchObject(DENIED);
  await expect(ask(rootOf(MANAGEMENT))).resolves.toBeDefined();
  await expect(ask(role(true))).resolves.toBeDefined();
});

test('a disabled type and a left organization bind nobody', async () => {
  const { call, rootId, account, attach, ask } = await governed();
  await attach(rootId);
  await expect(ask()).rejects.toMatchObject(DENIED);

  await call('DisablePolicyType', { RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' });
  await expect(ask()).resolves.toBeDefined();

  await call('EnablePolicyType', { RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' });
  await attach(rootId);
  await expect(ask()).rejects.toMatchObject(DENIED);
  await call('RemoveAccountFromOrganization', { AccountId: account });
  await expect(ask()).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });
});
