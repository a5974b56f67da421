import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture, rootOf } from '../organizations.fixture.ts';

const SERVICE = 'guardduty.amazonaws.com';

const delegation = async () => {
  const fixture = await organizationsFixture();
  const { rootId } = await fixture.organization();
  const account = await fixture.member('one');
  const register = (AccountId = account, ServicePrincipal = SERVICE) =>
    fixture.call('RegisterDelegatedAdministrator', { AccountId, ServicePrincipal });
  const enable = (ServicePrincipal = SERVICE) =>
    fixture.call('EnableAWSServiceAccess', { ServicePrincipal });
  return { ...fixture, rootId, account, register, enable };
};

test('service access is switched on and off, more than once without harm', async () => {
  const { call, enable, clock } = await delegation();
  const listed = () => call('ListAWSServiceAccessForOrganization');

  await enable();
  const EnabledServicePrincipals = [{ ServicePrincipal: SERVICE, DateEnabled: clock.now() }];
  clock.advance({ days: 1 });
  await enable();
  expect(await listed()).toEqual({ EnabledServicePrincipals });

  for (let time = 0; time < 2; time += 1)
    await call('DisableAWSServiceAccess', { ServicePrincipal: SERVICE });
  expect(await listed()).toEqual({ EnabledServicePrincipals: [] });
  await expect(enable('moto.amazonaws.com')).rejects.toMatchObject({
    message: 'You specified an unrecognized service principal.',
    members: { Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL' },
  });
});

test('a delegated administrator is registered for a service, reads the organization and changes nothing', async () => {
  const { call, enable, register, account, rootId, clock } = await delegation();
  const as = rootOf(account);

  await expect(register()).rejects.toMatchObject({
    members: { Reason: 'SERVICE_ACCESS_NOT_ENABLED' },
  });
  await enable();
  await register();

  expect(await call('ListDelegatedAdministrators', { ServicePrincipal: SERVICE })).toMatchObject({
    DelegatedAdministrators: [{ Id: account, Name: 'one', DelegationEnabledDate: clock.now() }],
  });
  expect(await call('ListDelegatedServicesForAccount', { AccountId: account })).toEqual({
    DelegatedServices: [{ ServicePrincipal: SERVICE, DelegationEnabledDate: clock.now() }],
  });
  expect(await call('ListAccounts', {}, { as })).toMatchObject({ Accounts: [{}, {}] });
  await expect(
    call('CreateOrganizationalUnit', { ParentId: rootId, Name: 'x' }, { as }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  for (const [operation, input] of [
    ['RemoveAccountFromOrganization', { AccountId: account }],
    ['CloseAccount', { AccountId: account }],
  ] as const)
    await expect(call(operation, input)).rejects.toMatchObject({
      members: { Reason: 'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG' },
    });

  await call('DeregisterDelegatedAdministrator', { AccountId: account, ServicePrincipal: SERVICE });
  await expect(call('ListAccounts', {}, { as })).rejects.toMatchObject({
    message: "You don't have permissions to access this resource.",
  });
});

test('who cannot be a delegated administrator is told why', async () => {
  const { call, enable, register, account } = await delegation();
  await enable();
  await register();

  await expect(register()).rejects.toMatchObject({
    name: 'AccountAlreadyRegisteredException',
    message: 'The provided account is already a delegated administrator for your organization.',
  });
  await expect(register(MANAGEMENT)).rejects.toMatchObject({
    message:
      'You cannot register master account/yourself as delegated administrator for your organization.',
    members: { Reason: 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR' },
  });
  await expect(register('000000000000')).rejects.toMatchObject({
    name: 'AccountNotFoundException',
  });
  await expect(register(account, 'moto.amazonaws.com')).rejects.toMatchObject({
    members: { Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL' },
  });
  await expect(
    call('ListDelegatedServicesForAccount', { AccountId: MANAGEMENT }),
  ).rejects.toMatchObject({
    name: 'AccountNotRegisteredException',
    message:
      'The provided account is not a registered delegated administrator for your organization.',
  });
  await expect(
    call('ListDelegatedServicesForAccount', { AccountId: '000000000000' }),
  ).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });
  await expect(
    call('DeregisterDelegatedAdministrator', {
      AccountId: account,
      ServicePrincipal: 'ram.amazonaws.com',
    }),
  ).rejects.toMatchObject({ members: { Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL' } });
  await expect(
    call('DisableAWSServiceAccess', { ServicePrincipal: SERVICE }),
  ).rejects.toMatchObject({ name: 'ConstraintViolationException' });
});

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

test('the resource policy lets a member do what it says, with what its own policies say', async () => {
  const { call, account, rootId, userWith } = await delegation();
  await call('EnablePolicyType', { RootId: rootId, PolicyType: 'TAG_POLICY' });
  await call('PutResourcePolicy', {
    Content: policy({
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: ['organizations:List*', 'organizations:CreatePolicy', 'organizations:AttachPolicy'],
      Resource: '*',
      Condition: { StringEqualsIfExists: { 'organizations:PolicyType': 'TAG_POLICY' } },
    }),
  });
  const as = rootOf(account);
  const weak = userWith(account, { Effect: 'Allow', Action: 'sts:*', Resource: '*' });
  const input = { Name: 'x', Description: '', Type: 'TAG_POLICY', Content: '{"tags":{}}' };

  const made = await call<{ Policy: { PolicySummary: { Id: string } } }>('CreatePolicy', input, {
    as,
  });
  const PolicyId = made.Policy.PolicySummary.Id;
  await call('AttachPolicy', { PolicyId, TargetId: account }, { as });
  expect(await call('ListAccounts', {}, { as })).toMatchObject({ Accounts: [{}, {}] });

  for (const [operation, refused, caller] of [
    ['DetachPolicy', { PolicyId, TargetId: account }, as],
    ['CreatePolicy', { ...input, Type: 'SERVICE_CONTROL_POLICY' }, as],
    ['CreatePolicy', { ...input, Name: 'y' }, weak],
    ['CreateOrganizationalUnit', { ParentId: rootId, Name: 'x' }, as],
  ] as const)
    await expect(call(operation, refused, { as: caller })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
});

test('there is one resource policy; it keeps its id', async () => {
  const { call, account } = await delegation();
  const allow = { Effect: 'Allow', Principal: { AWS: account }, Resource: '*' };
  const first = policy({ ...allow, Action: 'organizations:ListRoots' });
  const second = policy({ ...allow, Action: 'organizations:ListAccounts' });

  await expect(call('DescribeResourcePolicy')).rejects.toMatchObject({
    name: 'ResourcePolicyNotFoundException',
  });
  const made = await call<{ ResourcePolicy: { ResourcePolicySummary: { Id: string } } }>(
    'PutResourcePolicy',
    { Content: first },
  );
  await call('PutResourcePolicy', { Content: second });
  expect(await call('DescribeResourcePolicy')).toEqual({
    ResourcePolicy: {
      ResourcePolicySummary: made.ResourcePolicy.ResourcePolicySummary,
      Content: second,
    },
  });
  await call('DeleteResourcePolicy');
  await expect(call('DeleteResourcePolicy')).rejects.toMatchObject({
    name: 'ResourcePolicyNotFoundException',
  });
});

test.for([
  ['foobar', 'INVALID_RESOURCE_POLICY_JSON'],
  [
    policy({ Effect: 'Allow', Principal: '*', Action: 'organizations:ListRoots', Resource: '*' }),
    'INVALID_PRINCIPAL',
  ],
  [
    policy({
      Effect: 'Allow',
      Principal: { AWS: MANAGEMENT },
      Action: 'organizations:*',
      Resource: '*',
    }),
    'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
  ],
  [
    policy({
      Effect: 'Allow',
      Principal: { AWS: MANAGEMENT },
      NotAction: 'organizations:ListRoots',
      Resource: '*',
    }),
    'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
  ],
] as const)('%s is no resource policy: %s', async ([Content, Reason]) => {
  const { call } = await delegation();

  await expect(call('PutResourcePolicy', { Content })).rejects.toMatchObject({
    members: { Reason },
  });
});

test('roots, units, accounts, policies are tagged; others are not found', async () => {
  const { call, rootId, account } = await delegation();
  const Tags = [{ Key: 'team', Value: 'blue' }];

  for (const ResourceId of [rootId, account]) {
    await call('TagResource', { ResourceId, Tags });
    expect(await call('ListTagsForResource', { ResourceId })).toEqual({ Tags });
    await call('UntagResource', { ResourceId, TagKeys: ['team', 'unknown'] });
    expect(await call('ListTagsForResource', { ResourceId })).toEqual({ Tags: [] });
  }
  for (const ResourceId of ['000000000000', 'r-zzzz', 'ou-zzzz-zzzzzzzz', 'p-zzzzzzzz'])
    await expect(call('TagResource', { ResourceId, Tags })).rejects.toMatchObject({
      name: 'TargetNotFoundException',
      message: "You specified a target that doesn't exist.",
    });
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  await call('TagResource', { ResourceId: account, Tags: many });
  await expect(call('TagResource', { ResourceId: account, Tags })).rejects.toMatchObject({
    members: { Reason: 'MAX_TAG_LIMIT_EXCEEDED' },
  });
});
