import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture } from '../organizations.fixture.ts';

const deny = (Action: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action, Resource: '*', ...more }],
  });

interface PolicyAnswer {
  readonly Policy: { readonly PolicySummary: { readonly Id: string }; readonly Content: string };
}

const policies = async () => {
  const fixture = await organizationsFixture();
  const { rootId, id } = await fixture.organization();
  const enable = (PolicyType: string) =>
    fixture.call('EnablePolicyType', { RootId: rootId, PolicyType });
  const policy = async (Name: string, input: object = {}): Promise<string> => {
    fixture.clock.advance({ seconds: 1 });
    const made = await fixture.call<PolicyAnswer>('CreatePolicy', {
      Name,
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: deny('s3:*'),
      ...input,
    });
    return made.Policy.PolicySummary.Id;
  };
  return { ...fixture, id, rootId, enable, policy };
};

test('a policy is made, described, changed and deleted', async () => {
  const { call, id, policy } = await policies();

  const PolicyId = await policy('no-s3', { Description: 'No S3' });

  const summary = {
    Id: PolicyId,
    Arn: `arn:aws:organizations::${MANAGEMENT}:policy/${id}/service_control_policy/${PolicyId}`,
    Name: 'no-s3',
    Description: 'No S3',
    Type: 'SERVICE_CONTROL_POLICY',
    AwsManaged: false,
  };
  expect(await call('DescribePolicy', { PolicyId })).toEqual({
    Policy: { PolicySummary: summary, Content: deny('s3:*') },
  });
  const change = { Name: 'no-sqs', Content: deny('sqs:*') };
  expect(await call('UpdatePolicy', { PolicyId, ...change })).toEqual({
    Policy: { PolicySummary: { ...summary, Name: 'no-sqs' }, Content: change.Content },
  });
  await call('DeletePolicy', { PolicyId });
  await expect(call('DescribePolicy', { PolicyId })).rejects.toMatchObject({
    name: 'PolicyNotFoundException',
    message: "You specified a policy that doesn't exist.",
  });
});

test('names are unique among the policies of one type', async () => {
  const { call, policy } = await policies();
  await policy('same');
  const PolicyId = await policy('other');
  const duplicate = { name: 'DuplicatePolicyException' };

  await expect(policy('same')).rejects.toMatchObject(duplicate);
  await expect(policy('FullAWSAccess')).rejects.toMatchObject(duplicate);
  await expect(call('UpdatePolicy', { PolicyId, Name: 'same' })).rejects.toMatchObject(duplicate);
  const Content = JSON.stringify({ tags: {} });
  await expect(policy('same', { Type: 'TAG_POLICY', Content })).resolves.toMatch(/^p-/);
});

const RCP = 'RESOURCE_CONTROL_POLICY';
const everybody = { Principal: '*' };

test.for([
  ['no JSON', 'SERVICE_CONTROL_POLICY', 'foobar'],
  ['a principal in an SCP', 'SERVICE_CONTROL_POLICY', deny('s3:*', everybody)],
  ['an allow in an RCP', RCP, deny('s3:*', everybody).replace('Deny', 'Allow')],
  ['one principal in an RCP', RCP, deny('s3:*', { Principal: { AWS: '111122223333' } })],
  ['every action in an RCP', RCP, deny('*', everybody)],
  ['a service that RCPs do not reach', RCP, deny('iam:*', everybody)],
  ['no action in an RCP', RCP, deny('s3:*', everybody).replace('Action', 'NotAction')],
  ['another type’s policy', 'TAG_POLICY', '{"plans":{}}'],
  ['an array', 'BACKUP_POLICY', '[]'],
] as const)('%s is no policy', async ([, Type, Content]) => {
  const { policy } = await policies();

  await expect(policy('x', { Type, Content })).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message:
      'The provided policy document does not meet the requirements of the specified policy type.',
  });
});

test('a policy has at most 5120 characters', async () => {
  const { policy } = await policies();
  const longest = deny('s3:*').padEnd(5120);

  await expect(policy('long', { Content: longest })).resolves.toMatch(/^p-/);
  await expect(policy('longer', { Content: `${longest} ` })).rejects.toMatchObject({
    name: 'ConstraintViolationException',
    message: 'You have exceeded the maximum policy size.',
    members: { Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED' },
  });
});

test('AWS’s own policies are listed first and cannot be changed', async () => {
  const { call, policy } = await policies();
  const made = [await policy('b'), await policy('a'), await policy('c')];
  const Filter = 'SERVICE_CONTROL_POLICY';
  const PolicyId = 'p-FullAWSAccess';

  type Page = { readonly Policies: { readonly Id: string }[]; readonly NextToken?: string };
  const first = await call<Page>('ListPolicies', { Filter, MaxResults: 2 });
  const second = await call<Page>('ListPolicies', { Filter, NextToken: first.NextToken });

  expect([...first.Policies, ...second.Policies].map(({ Id }) => Id)).toEqual([PolicyId, ...made]);
  for (const [operation, input] of [
    ['UpdatePolicy', { PolicyId, Name: 'x' }],
    ['DeletePolicy', { PolicyId }],
    ['TagResource', { ResourceId: PolicyId, Tags: [{ Key: 'a', Value: 'b' }] }],
  ] as const)
    await expect(call(operation, input)).rejects.toMatchObject({
      members: { Reason: 'IMMUTABLE_POLICY' },
    });
});

test('a type is enabled before its policies are attached; disabled, it loses them', async () => {
  const { call, rootId, enable, policy } = await policies();
  const PolicyId = await policy('no-s3');
  const attachment = { PolicyId, TargetId: rootId };
  const type = { RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' };
  const notEnabled = {
    name: 'PolicyTypeNotEnabledException',
    message: 'This operation can be performed only for enabled policy types.',
  };

  await expect(call('AttachPolicy', attachment)).rejects.toMatchObject(notEnabled);
  await expect(call('DisablePolicyType', type)).rejects.toMatchObject(notEnabled);
  expect(await enable('SERVICE_CONTROL_POLICY')).toMatchObject({
    Root: { PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] },
  });
  await expect(enable('SERVICE_CONTROL_POLICY')).rejects.toMatchObject({
    name: 'PolicyTypeAlreadyEnabledException',
    message: 'The specified policy type is already enabled.',
  });
  await expect(
    call('EnablePolicyType', { RootId: 'r-zzzz', PolicyType: 'TAG_POLICY' }),
  ).rejects.toMatchObject({ name: 'RootNotFoundException' });
  await call('AttachPolicy', attachment);
  expect(await call('DisablePolicyType', type)).toMatchObject({ Root: { PolicyTypes: [] } });
  expect(await call('ListTargetsForPolicy', { PolicyId })).toEqual({ Targets: [] });
  expect(
    await call('ListPoliciesForTarget', { TargetId: rootId, Filter: 'SERVICE_CONTROL_POLICY' }),
  ).toMatchObject({ Policies: [{ Id: 'p-FullAWSAccess' }] });
});

test('five control policies fit on a target, and one stays', async () => {
  const { call, rootId, enable, policy } = await policies();
  await enable('SERVICE_CONTROL_POLICY');
  const attach = (PolicyId: string) => call('AttachPolicy', { PolicyId, TargetId: rootId });
  const detach = (PolicyId: string) => call('DetachPolicy', { PolicyId, TargetId: rootId });
  const made = ['p-FullAWSAccess'];
  for (const name of ['a', 'b', 'c', 'd']) {
    const id = await policy(name);
    await attach(id);
    made.push(id);
  }

  await expect(attach(await policy('e'))).rejects.toMatchObject({
    message: 'You have attached the maximum number of policies to the specified target.',
    members: { Reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED' },
  });
  await expect(attach(made[1] ?? '')).rejects.toMatchObject({
    name: 'DuplicatePolicyAttachmentException',
  });
  await expect(call('DeletePolicy', { PolicyId: made[1] })).rejects.toMatchObject({
    name: 'PolicyInUseException',
  });
  for (const id of made.slice(1)) await detach(id);
  await expect(detach(made[1] ?? '')).rejects.toMatchObject({ name: 'PolicyNotAttachedException' });
  await expect(detach('p-FullAWSAccess')).rejects.toMatchObject({
    message:
      'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
    members: { Reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED' },
  });
});

test('targets of a policy and policies of a target are listed in pages', async () => {
  const { call, rootId, enable, policy, member } = await policies();
  await enable('SERVICE_CONTROL_POLICY');
  const PolicyId = await policy('no-s3');
  const account = await member('one');
  for (const TargetId of [rootId, account]) await call('AttachPolicy', { PolicyId, TargetId });

  type Page = { readonly Targets: { readonly TargetId: string }[]; readonly NextToken?: string };
  const first = await call<Page>('ListTargetsForPolicy', { PolicyId, MaxResults: 1 });
  const { NextToken } = first;
  const second = await call<Page>('ListTargetsForPolicy', { PolicyId, NextToken });

  expect([...first.Targets, ...second.Targets]).toEqual([
    { TargetId: account, Arn: expect.stringContaining(':account/'), Name: 'one', Type: 'ACCOUNT' },
    { TargetId: rootId, Arn: expect.stringContaining(':root/'), Name: 'Root', Type: 'ROOT' },
  ]);
  const Filter = 'SERVICE_CONTROL_POLICY';
  const page = await call<{ NextToken?: string }>('ListPoliciesForTarget', {
    TargetId: account,
    Filter,
    MaxResults: 1,
  });
  expect(page).toMatchObject({ Policies: [{ Id: 'p-FullAWSAccess' }] });
  expect(
    await call('ListPoliciesForTarget', { TargetId: account, Filter, NextToken: page.NextToken }),
  ).toMatchObject({ Policies: [{ Id: PolicyId }] });
});

test('a user may be limited to one type of policy', async () => {
  const { call, policy, userWith } = await policies();
  const PolicyId = await policy('no-s3');
  const as = userWith(MANAGEMENT, {
    Effect: 'Allow',
    Action: 'organizations:*',
    Resource: '*',
    Condition: { StringEquals: { 'organizations:PolicyType': 'TAG_POLICY' } },
  });

  await expect(call('DescribePolicy', { PolicyId }, { as })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(call('ListPolicies', { Filter: 'TAG_POLICY' }, { as })).resolves.toEqual({
    Policies: [],
  });
});

test('an organization for consolidated billing has no policies', async () => {
  const { call, organization } = await organizationsFixture();
  const { rootId } = await organization('CONSOLIDATED_BILLING');
  const notAvailable = { name: 'PolicyTypeNotAvailableForOrganizationException' };

  await expect(
    call('EnablePolicyType', { RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' }),
  ).rejects.toMatchObject(notAvailable);
});
