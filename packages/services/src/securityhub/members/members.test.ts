import type {
  GetAdministratorAccountResponse,
  ListInvitationsResponse,
  ListMembersResponse,
} from '@aws-sdk/client-securityhub';
import { expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  MANAGEMENT,
  MEMBER,
  OTHER,
  securityHubFixture,
  type SecurityHubFixture,
  STRANGER,
} from '../securityhub.fixture.ts';

const EAST = 'us-east-1';
const WEST = 'us-west-2';

const statuses = async (
  { call }: SecurityHubFixture,
  options: object = {},
): Promise<readonly (readonly [string | undefined, string | undefined])[]> => {
  const { Members = [] } = await call<ListMembersResponse>(
    'ListMembers',
    { OnlyAssociated: false },
    options,
  );
  return Members.map(({ AccountId, MemberStatus }) => [AccountId, MemberStatus] as const);
};

const delegate = ({ call }: SecurityHubFixture, region = EAST): Promise<unknown> =>
  call(
    'EnableOrganizationAdminAccount',
    { AdminAccountId: ADMINISTRATOR },
    { by: MANAGEMENT, region },
  );

test('management delegates one member account, in Security Hub and in Organizations', async () => {
  const hub = await securityHubFixture();

  await delegate(hub);
  await delegate(hub);

  expect([...hub.delegated]).toEqual([ADMINISTRATOR]);
  expect(await hub.call('ListOrganizationAdminAccounts', {}, { by: MANAGEMENT })).toMatchObject({
    AdminAccounts: [{ AccountId: ADMINISTRATOR, Status: 'ENABLED' }],
  });
  expect(await hub.call('DescribeHub')).toMatchObject({ AutoEnableControls: true });
  await expect(
    hub.call('EnableOrganizationAdminAccount', { AdminAccountId: OTHER }, { by: MANAGEMENT }),
  ).rejects.toMatchObject({ name: 'ResourceConflictException' });
});

test.for([
  [MEMBER, ADMINISTRATOR, 'AccessDeniedException'],
  [STRANGER, ADMINISTRATOR, 'AWSOrganizationsNotInUseException'],
  [MANAGEMENT, MANAGEMENT, 'InvalidInputException'],
  [MANAGEMENT, STRANGER, 'InvalidInputException'],
  [MANAGEMENT, 'security', 'InvalidInputException'],
] as const)('%s cannot delegate to %s', async ([by, AdminAccountId, name]) => {
  const { call } = await securityHubFixture();

  await expect(
    call('EnableOrganizationAdminAccount', { AdminAccountId }, { by }),
  ).rejects.toMatchObject({ name });
});

test('who may not register an administrator in Organizations does not make one in Security Hub', async () => {
  const { call, userWith } = await securityHubFixture();
  const as = userWith(MANAGEMENT, { Effect: 'Allow', Action: 'securityhub:*', Resource: '*' });

  await expect(
    call('EnableOrganizationAdminAccount', { AdminAccountId: ADMINISTRATOR }, { as }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(await call('ListOrganizationAdminAccounts', {}, { by: MANAGEMENT })).toMatchObject({
    AdminAccounts: [],
  });
});

test('accounts of the organization become members at once, with Security Hub enabled', async () => {
  const hub = await securityHubFixture();
  await delegate(hub);

  const answer = await hub.call('CreateMembers', {
    AccountDetails: [
      { AccountId: MEMBER },
      { AccountId: MANAGEMENT },
      { AccountId: ADMINISTRATOR },
      { AccountId: STRANGER, Email: 'stranger@example.com' },
    ],
  });

  expect(answer).toMatchObject({
    UnprocessedAccounts: [{ AccountId: MANAGEMENT }, { AccountId: ADMINISTRATOR }],
  });
  expect(await statuses(hub)).toEqual([
    [MEMBER, 'Enabled'],
    [STRANGER, 'Created'],
  ]);
  expect(
    await hub.call<GetAdministratorAccountResponse>('GetAdministratorAccount', {}, { by: MEMBER }),
  ).toMatchObject({ Administrator: { AccountId: ADMINISTRATOR, MemberStatus: 'ENABLED' } });
  expect(await hub.call('GetAdministratorAccount')).toEqual({});

  await hub.call('EnableSecurityHub', {}, { by: MANAGEMENT });
  expect(await hub.call('CreateMembers', { AccountDetails: [{ AccountId: MANAGEMENT }] })).toEqual({
    UnprocessedAccounts: [],
  });
});

test('members are listed in pages, and only enabled ones unless all are wanted', async () => {
  const { call, ...hub } = await securityHubFixture();
  await delegate({ ...hub, call });
  const AccountDetails = [MEMBER, OTHER, STRANGER].map((AccountId) => ({ AccountId }));
  await call('CreateMembers', { AccountDetails });

  const first = await call<ListMembersResponse>('ListMembers', { MaxResults: 1 });
  const second = await call<ListMembersResponse>('ListMembers', {
    MaxResults: 1,
    NextToken: first.NextToken,
  });

  expect([first, second].map(({ Members }) => Members?.map(({ AccountId }) => AccountId))).toEqual([
    [MEMBER],
    [OTHER],
  ]);
  expect(second.NextToken).toBeUndefined();
  await expect(
    call('ListMembers', { OnlyAssociated: false, NextToken: first.NextToken }),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
  expect(await call('GetMembers', { AccountIds: [OTHER, '999999999999'] })).toMatchObject({
    Members: [{ AccountId: OTHER, MasterId: ADMINISTRATOR, Email: `${OTHER}@example.com` }],
    UnprocessedAccounts: [{ AccountId: '999999999999' }],
  });
});

test('new accounts become members where the administrator wants that, and members leave with the organization', async () => {
  const hub = await securityHubFixture();
  await delegate(hub, EAST);
  await delegate(hub, WEST);
  await hub.call('UpdateOrganizationConfiguration', { AutoEnable: true }, { region: WEST });
  const account = { account: OTHER, email: 'other@example.com', active: true };
  const { membership } = hub.securityHub;

  await hub.store.write((tx) => membership.joined(tx, 'o-exampleorg1', account, hub.clock.now()));

  expect(await statuses(hub, { region: WEST })).toEqual([[OTHER, 'Enabled']]);
  expect(await statuses(hub, { region: EAST })).toEqual([]);
  expect(await hub.call('DescribeOrganizationConfiguration', {}, { region: WEST })).toEqual({
    AutoEnable: true,
    MemberAccountLimitReached: false,
    AutoEnableStandards: 'DEFAULT',
    OrganizationConfiguration: { ConfigurationType: 'LOCAL' },
  });

  await hub.store.write((tx) => membership.left(tx, 'o-exampleorg1', OTHER, hub.clock.now()));
  expect(await statuses(hub, { region: WEST })).toEqual([[OTHER, 'Removed']]);
});

test('only the delegate sees and changes the configuration, and it is not central', async () => {
  const hub = await securityHubFixture();
  await hub.call('EnableSecurityHub', {}, { by: OTHER });

  await expect(
    hub.call('UpdateOrganizationConfiguration', { AutoEnable: true }, { by: OTHER }),
  ).rejects.toMatchObject({
    name: 'InvalidAccessException',
    message: `Account ${OTHER} is not an administrator for this organization`,
  });
  await delegate(hub);
  await expect(
    hub.call('UpdateOrganizationConfiguration', {
      AutoEnable: false,
      OrganizationConfiguration: { ConfigurationType: 'CENTRAL' },
    }),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
});

test('when the delegation ends, so do the memberships and the registration', async () => {
  const hub = await securityHubFixture();
  await hub.organization(EAST, WEST);
  const AdminAccountId = ADMINISTRATOR;

  await hub.call('DisableOrganizationAdminAccount', { AdminAccountId }, { by: MANAGEMENT });

  expect(await statuses(hub)).toEqual([
    [MEMBER, 'Removed'],
    [OTHER, 'Removed'],
  ]);
  expect(await statuses(hub, { region: WEST })).toEqual([
    [MEMBER, 'Enabled'],
    [OTHER, 'Enabled'],
  ]);
  expect(hub.delegated.size).toBe(1);
  await hub.call(
    'DisableOrganizationAdminAccount',
    { AdminAccountId },
    { by: MANAGEMENT, region: WEST },
  );
  expect(hub.delegated.size).toBe(0);
});

/** STRANGER is invited by ADMINISTRATOR; the invitation's id. */
const invited = async ({ call }: SecurityHubFixture): Promise<string | undefined> => {
  for (const by of [ADMINISTRATOR, STRANGER]) await call('EnableSecurityHub', {}, { by });
  await call('CreateMembers', { AccountDetails: [{ AccountId: STRANGER }] });
  await call('InviteMembers', { AccountIds: [STRANGER] });
  const { Invitations = [] } = await call<ListInvitationsResponse>(
    'ListInvitations',
    {},
    { by: STRANGER },
  );
  return Invitations[0]?.InvitationId;
};

test('an account outside the organization is invited, accepts, resigns and is deleted', async () => {
  const hub = await securityHubFixture();
  const InvitationId = await invited(hub);
  const stranger = { by: STRANGER };
  expect(await hub.call('GetInvitationsCount', {}, stranger)).toEqual({ InvitationsCount: 1 });
  const AdministratorId = ADMINISTRATOR;
  await expect(
    hub.call('AcceptAdministratorInvitation', { AdministratorId, InvitationId: 'x' }, stranger),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

  await hub.call('AcceptAdministratorInvitation', { AdministratorId, InvitationId }, stranger);

  expect(await statuses(hub)).toEqual([[STRANGER, 'Enabled']]);
  expect(await hub.call('GetInvitationsCount', {}, stranger)).toEqual({ InvitationsCount: 0 });
  expect(await hub.call('GetMasterAccount', {}, stranger)).toMatchObject({
    Master: { AccountId: ADMINISTRATOR, InvitationId },
  });
  await expect(
    hub.call('CreateMembers', { AccountDetails: [{ AccountId: OTHER }] }, stranger),
  ).rejects.toMatchObject({ name: 'InvalidAccessException' });
  expect(await hub.call('DeleteMembers', { AccountIds: [STRANGER] })).toMatchObject({
    UnprocessedAccounts: [{ AccountId: STRANGER }],
  });

  await hub.call('DisassociateFromAdministratorAccount', {}, stranger);
  expect(await statuses(hub)).toEqual([[STRANGER, 'Resigned']]);
  expect(await hub.call('DeleteMembers', { AccountIds: [STRANGER] })).toEqual({
    UnprocessedAccounts: [],
  });
  expect(await statuses(hub)).toEqual([]);
});

test('an invitation is declined and deleted', async () => {
  const hub = await securityHubFixture();
  await invited(hub);
  const stranger = { by: STRANGER };

  const declined = await hub.call(
    'DeclineInvitations',
    { AccountIds: [ADMINISTRATOR, OTHER] },
    stranger,
  );

  expect(declined).toMatchObject({ UnprocessedAccounts: [{ AccountId: OTHER }] });
  expect(await statuses(hub)).toEqual([[STRANGER, 'Resigned']]);
  await hub.call('DeleteInvitations', { AccountIds: [ADMINISTRATOR] }, stranger);
  expect(await hub.call('ListInvitations', {}, stranger)).toEqual({ Invitations: [] });
});

test('members of the organization do not leave by themselves; the administrator lets them go', async () => {
  const hub = await securityHubFixture();
  await hub.organization(EAST);

  await expect(
    hub.call('DisassociateFromAdministratorAccount', {}, { by: MEMBER }),
  ).rejects.toMatchObject({ name: 'InvalidAccessException' });
  await hub.call('DisassociateMembers', { AccountIds: [MEMBER] });

  expect(await statuses(hub)).toEqual([
    [MEMBER, 'Removed'],
    [OTHER, 'Enabled'],
  ]);
  await expect(hub.call('DisassociateMembers', { AccountIds: [STRANGER] })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await hub.call('InviteMembers', { AccountIds: [OTHER, STRANGER] })).toMatchObject({
    UnprocessedAccounts: [{ AccountId: OTHER }, { AccountId: STRANGER }],
  });
});
