import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture, rootOf } from '../organizations.fixture.ts';

interface Status {
  readonly CreateAccountStatus: {
    readonly Id: string;
    readonly State: string;
    readonly AccountId?: string;
    readonly FailureReason?: string;
  };
}

test('an account is made later, with its role, its tags and the control policies of every account', async () => {
  const { call, organization, clock, runner, prepared, events } = await organizationsFixture();
  const { rootId } = await organization();
  await events();

  const { CreateAccountStatus: begun } = await call<Status>('CreateAccount', {
    AccountName: 'one',
    Email: 'one@example.org',
    RoleName: 'Access',
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  const id = { CreateAccountRequestId: begun.Id };

  expect(begun).toEqual({
    Id: expect.stringMatching(/^car-[0-9a-f]{32}$/),
    AccountName: 'one',
    State: 'IN_PROGRESS',
    RequestedTimestamp: clock.now(),
  });
  const [event] = await events();
  expect(event?.record['requestParameters']).toMatchObject({ roleName: 'Access' });
  expect(JSON.stringify(event)).not.toContain('one@example.org');

  clock.advance({ seconds: 5 });
  await runner.runDue();
  const { CreateAccountStatus: done } = await call<Status>('DescribeCreateAccountStatus', id);
  const account = done.AccountId ?? '';
  expect(done).toEqual({
    ...begun,
    State: 'SUCCEEDED',
    AccountId: expect.stringMatching(/^\d{12}$/),
    CompletedTimestamp: clock.now(),
  });
  expect(prepared).toEqual([
    { id: account, email: 'one@example.org', accessRoleName: 'Access', trustedAccount: MANAGEMENT },
  ]);
  expect(await call('DescribeAccount', { AccountId: account })).toEqual({
    Account: {
      Id: account,
      Arn: expect.stringContaining(`:${MANAGEMENT}:account/o-`),
      Email: 'one@example.org',
      Name: 'one',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      JoinedMethod: 'CREATED',
      JoinedTimestamp: clock.now(),
    },
  });
  expect(await call('ListTagsForResource', { ResourceId: account })).toEqual({
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  expect(await call('ListAccountsForParent', { ParentId: rootId })).toMatchObject({
    Accounts: [{ Id: MANAGEMENT }, { Id: account }],
  });
  expect(
    await call('ListPoliciesForTarget', { TargetId: account, Filter: 'SERVICE_CONTROL_POLICY' }),
  ).toMatchObject({ Policies: [{ Id: 'p-FullAWSAccess', AwsManaged: true }] });
});

test('an e-mail address belongs to one account, also after it has left', async () => {
  const { call, organization, member, clock, runner } = await organizationsFixture();
  await organization();
  await call('RemoveAccountFromOrganization', { AccountId: await member('one') });

  const input = { AccountName: 'two', Email: 'one@example.org' };
  const { CreateAccountStatus } = await call<Status>('CreateAccount', input);
  clock.advance({ seconds: 5 });
  await runner.runDue();

  expect(await call('ListCreateAccountStatus', { States: ['FAILED'] })).toMatchObject({
    CreateAccountStatuses: [{ Id: CreateAccountStatus.Id, FailureReason: 'EMAIL_ALREADY_EXISTS' }],
  });
  expect(await call('ListCreateAccountStatus', { States: ['IN_PROGRESS'] })).toEqual({
    CreateAccountStatuses: [],
  });
});

test.for([
  [{ Email: 'no-address', AccountName: 'x' }, 'INVALID_PATTERN'],
  [{ Email: 'a@b.c', AccountName: 'x' }, 'MIN_LENGTH_EXCEEDED'],
  [{ Email: 'one@example.org', AccountName: 'x'.repeat(51) }, 'MAX_LENGTH_EXCEEDED'],
  [
    { Email: 'one@example.org', AccountName: 'x', RoleName: 'AWSServiceRoleForX' },
    'INVALID_ROLE_NAME',
  ],
  [
    {
      Email: 'one@example.org',
      AccountName: 'x',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    },
    'DUPLICATE_TAG_KEY',
  ],
  [
    { Email: 'one@example.org', AccountName: 'x', Tags: [{ Key: 'aws:a', Value: '1' }] },
    'INVALID_SYSTEM_TAGS_PARAMETER',
  ],
] as const)('CreateAccount with %j is refused: %s', async ([input, Reason]) => {
  const { call, organization } = await organizationsFixture();
  await organization();

  await expect(call('CreateAccount', input)).rejects.toMatchObject({
    name: 'InvalidInputException',
    members: { Reason },
  });
});

test('accounts come in pages, whose tokens fit nobody else', async () => {
  const { call, organization, member } = await organizationsFixture();
  await organization();
  const made = [MANAGEMENT, await member('b'), await member('a'), await member('c')];

  type Page = { readonly Accounts: { readonly Id: string }[]; readonly NextToken?: string };
  const first = await call<Page>('ListAccounts', { MaxResults: 3 });
  const second = await call<Page>('ListAccounts', { NextToken: first.NextToken });

  expect([...first.Accounts, ...second.Accounts].map(({ Id }) => Id)).toEqual(made);
  expect(second).not.toHaveProperty('NextToken');
  await expect(
    call('ListAWSServiceAccessForOrganization', { NextToken: first.NextToken }),
  ).rejects.toMatchObject({ members: { Reason: 'INVALID_NEXT_TOKEN' } });
});

test('an account moves only from where it is', async () => {
  const { call, organization, member } = await organizationsFixture();
  const { rootId } = await organization();
  const AccountId = await member('one');
  const { OrganizationalUnit } = await call<{ OrganizationalUnit: { Id: string } }>(
    'CreateOrganizationalUnit',
    { ParentId: rootId, Name: 'x' },
  );
  const unit = OrganizationalUnit.Id;
  const move = (SourceParentId: string, DestinationParentId: string, id = AccountId) =>
    call('MoveAccount', { AccountId: id, SourceParentId, DestinationParentId });

  await move(rootId, unit);
  await expect(move(rootId, unit)).rejects.toMatchObject({ name: 'DuplicateAccountException' });
  await expect(move(rootId, 'r-zzzz')).rejects.toMatchObject({
    name: 'DestinationParentNotFoundException',
  });
  await expect(move('r-zzzz', rootId)).rejects.toMatchObject({
    name: 'SourceParentNotFoundException',
  });
  await expect(move(unit, rootId, '000000000000')).rejects.toMatchObject({
    name: 'AccountNotFoundException',
    message: "You specified an account that doesn't exist.",
  });
  expect(await call('ListParents', { ChildId: AccountId })).toMatchObject({
    Parents: [{ Id: unit }],
  });
});

test('a closed account is suspended after a while, and then nobody of it is let in', async () => {
  const { call, organization, member, clock, runner } = await organizationsFixture();
  await organization();
  const AccountId = await member('one');
  const as = rootOf(AccountId);

  expect(await call('CloseAccount', { AccountId })).toBeUndefined();
  expect(await call('DescribeAccount', { AccountId })).toMatchObject({
    Account: { Status: 'PENDING_CLOSURE', State: 'PENDING_CLOSURE' },
  });
  await expect(call('CloseAccount', { AccountId })).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await expect(call('DescribeOrganization', {}, { as })).resolves.toBeDefined();

  clock.advance({ seconds: 5 });
  await runner.runDue();

  expect(await call('DescribeAccount', { AccountId })).toMatchObject({
    Account: { Status: 'SUSPENDED', State: 'CLOSED' },
  });
  await expect(call('DescribeOrganization', {}, { as })).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    status: 403,
  });
  await expect(call('CloseAccount', { AccountId })).rejects.toMatchObject({
    name: 'AccountAlreadyClosedException',
    message: 'The provided account is already closed.',
  });
});

test('the management account can neither be closed nor leave', async () => {
  const { call, organization } = await organizationsFixture();
  await organization();
  const management = { AccountId: MANAGEMENT };

  await expect(call('CloseAccount', management)).rejects.toMatchObject({
    members: { Reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT' },
  });
  for (const [operation, input] of [
    ['RemoveAccountFromOrganization', management],
    ['LeaveOrganization', {}],
  ] as const)
    await expect(call(operation, input)).rejects.toMatchObject({
      name: 'MasterCannotLeaveOrganizationException',
    });
});

test('a member leaves by itself and is an account of its own', async () => {
  const { call, organization, member } = await organizationsFixture();
  await organization();
  const account = await member('one');
  const as = rootOf(account);

  await call('LeaveOrganization', {}, { as });

  await expect(call('DescribeOrganization', {}, { as })).rejects.toMatchObject({
    name: 'AWSOrganizationsNotInUseException',
  });
  await expect(call('DescribeAccount', { AccountId: account })).rejects.toMatchObject({
    name: 'AccountNotFoundException',
  });
  expect(await call('CreateOrganization', {}, { as })).toMatchObject({
    Organization: { MasterAccountEmail: 'one@example.org' },
  });
});
