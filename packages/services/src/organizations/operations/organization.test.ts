import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture, rootOf } from '../organizations.fixture.ts';

const OTHER = '222233334444';

test('a new organization has all features, a root and its management account', async () => {
  const { call } = await organizationsFixture();

  const { Organization } = await call<{ Organization: { readonly Id: string } }>(
    'CreateOrganization',
  );

  expect(Organization).toEqual({
    Id: expect.stringMatching(/^o-[a-z0-9]{10}$/),
    Arn: `arn:aws:organizations::${MANAGEMENT}:organization/${Organization.Id}`,
    FeatureSet: 'ALL',
    MasterAccountArn: `arn:aws:organizations::${MANAGEMENT}:account/${Organization.Id}/${MANAGEMENT}`,
    MasterAccountId: MANAGEMENT,
    MasterAccountEmail: 'master@example.com',
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  });
  expect(await call('DescribeOrganization')).toEqual({ Organization });
  expect(await call('ListRoots')).toEqual({
    Roots: [
      {
        Id: expect.stringMatching(/^r-[a-z0-9]{4}$/),
        Arn: expect.stringContaining(`:${MANAGEMENT}:root/${Organization.Id}/r-`),
        Name: 'Root',
        PolicyTypes: [],
      },
    ],
  });
  expect(await call('ListAccounts')).toMatchObject({
    Accounts: [{ Id: MANAGEMENT, Name: 'master', Status: 'ACTIVE', State: 'ACTIVE' }],
  });
});

test('a member cannot make another organization', async () => {
  const { call, organization, member } = await organizationsFixture();
  await organization();
  const account = await member('one');

  for (const as of [rootOf(MANAGEMENT), rootOf(account)])
    await expect(call('CreateOrganization', {}, { as })).rejects.toMatchObject({
      name: 'AlreadyInOrganizationException',
      message: 'The provided account is already a member of an organization.',
    });
});

test.for(['DescribeOrganization', 'ListAccounts', 'ListRoots', 'DeleteOrganization'])(
  'outside an organization %s says so',
  async (operation) => {
    const { call } = await organizationsFixture();

    await expect(call(operation, {}, { as: rootOf(OTHER) })).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
      message: 'Your account is not a member of an organization.',
    });
  },
);

test('who may not ask is refused by his own policies before anything else', async () => {
  const { call, userWith } = await organizationsFixture();
  const as = userWith(OTHER, { Effect: 'Allow', Action: 'organizations:List*', Resource: '*' });

  await expect(call('DescribeOrganization', {}, { as })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('is not authorized to perform: organizations:Describe'),
  });
});

test('an organization is deleted once its members are gone', async () => {
  const { call, organization, member } = await organizationsFixture();
  const { rootId } = await organization();
  const account = await member('one');
  await call('TagResource', { ResourceId: rootId, Tags: [{ Key: 'a', Value: 'b' }] });

  await expect(call('DeleteOrganization')).rejects.toMatchObject({
    name: 'OrganizationNotEmptyException',
    message:
      'To delete an organization you must first remove all member accounts (except the master).',
  });
  await call('RemoveAccountFromOrganization', { AccountId: account });
  await call('DeleteOrganization');

  await expect(call('DescribeOrganization')).rejects.toMatchObject({
    name: 'AWSOrganizationsNotInUseException',
  });
  const again = await organization();
  expect(again.id).not.toBe('');
  expect(await call('ListAccounts')).toMatchObject({ Accounts: [{ Name: 'master' }] });
});

test('only the management account changes an organization; a member sees what it is in', async () => {
  const { call, organization, member } = await organizationsFixture();
  const { id, rootId } = await organization();
  const as = rootOf(await member('one'));

  expect(await call('DescribeOrganization', {}, { as })).toMatchObject({
    Organization: { Id: id },
  });
  for (const [operation, input] of [
    ['DeleteOrganization', {}],
    ['ListAccounts', {}],
    ['ListRoots', {}],
    ['DescribeAccount', { AccountId: as.kind === 'root' ? as.account : '' }],
    ['CreateOrganizationalUnit', { ParentId: rootId, Name: 'x' }],
    ['ListPolicies', { Filter: 'SERVICE_CONTROL_POLICY' }],
  ] as const)
    await expect(call(operation, input, { as })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: "You don't have permissions to access this resource.",
    });
});

test.for([
  ['CreateOrganization', { FeatureSet: 'SOME' }, 'INVALID_ENUM', 'You specified an invalid value.'],
  [
    'DescribeAccount',
    { AccountId: '12' },
    'INVALID_PATTERN',
    'You provided a value that does not match the required pattern.',
  ],
  [
    'DescribePolicy',
    { PolicyId: 'meaningless' },
    'INVALID_SYNTAX_POLICY_ID',
    'You specified an invalid value.',
  ],
  [
    'ListPolicies',
    { Filter: 'SOME' },
    'INVALID_ENUM_POLICY_TYPE',
    'You specified an invalid value.',
  ],
  [
    'ListAccounts',
    { MaxResults: 21 },
    'MAX_VALUE_EXCEEDED',
    'You provided a numeric parameter that has a larger value than allowed.',
  ],
  [
    'ListAccounts',
    { NextToken: 'forged' },
    'INVALID_NEXT_TOKEN',
    'Get the value for the NextToken parameter from the response to a previous call of the operation.',
  ],
] as const)('%s %j is answered with the reason %s', async ([operation, input, Reason, message]) => {
  const { call, organization } = await organizationsFixture();
  await organization();

  await expect(call(operation, input)).rejects.toMatchObject({
    name: 'InvalidInputException',
    message,
    members: { Reason },
  });
});
