import type { GetAccountAuthorizationDetailsResponse } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT, allowing } from './access.fixture.ts';

const populated = async () => {
  const fixture = await accessFixture();
  const { call, policy, role } = fixture;
  const PolicyArn = await policy('p', allowing('s3:ListBucket'));
  await call('CreateUser', { UserName: 'u', Tags: [{ Key: 'k', Value: 'v' }] });
  await call('CreateGroup', { GroupName: 'g' });
  await call('AddUserToGroup', { UserName: 'u', GroupName: 'g' });
  await role('r', { PermissionsBoundary: PolicyArn });
  await call('CreateInstanceProfile', { InstanceProfileName: 'ip' });
  await call('AddRoleToInstanceProfile', { InstanceProfileName: 'ip', RoleName: 'r' });
  for (const [kind, name] of [
    ['User', 'u'],
    ['Group', 'g'],
    ['Role', 'r'],
  ] as const) {
    const named = { [`${kind}Name`]: name };
    await call(`Attach${kind}Policy`, { ...named, PolicyArn });
    await call(`Put${kind}Policy`, {
      ...named,
      PolicyName: 'inline',
      PolicyDocument: allowing('s3:ListBucket'),
    });
  }
  const details = (input: object) =>
    call<GetAccountAuthorizationDetailsResponse>('GetAccountAuthorizationDetails', input);
  return { ...fixture, PolicyArn, details };
};

test('users, groups, roles and policies are described with all they hold', async () => {
  const { details, PolicyArn } = await populated();
  const attached = [{ PolicyName: 'p', PolicyArn }];
  const inline = [
    {
      PolicyName: 'inline',
      PolicyDocument: encodeURIComponent(allowing('s3:ListBucket')).replaceAll('*', '%2A'),
    },
  ];

  const found = await details({ Filter: ['User', 'Group', 'Role', 'LocalManagedPolicy'] });

  expect(found.UserDetailList).toMatchObject([
    {
      UserName: 'u',
      GroupList: ['g'],
      UserPolicyList: [{ PolicyName: 'inline' }],
      AttachedManagedPolicies: attached,
      Tags: [{ Key: 'k', Value: 'v' }],
    },
  ]);
  expect(found.GroupDetailList).toMatchObject([
    {
      GroupName: 'g',
      GroupPolicyList: [{ PolicyName: 'inline' }],
      AttachedManagedPolicies: attached,
    },
  ]);
  expect(found.RoleDetailList).toMatchObject([
    {
      RoleName: 'r',
      RolePolicyList: [{ PolicyName: 'inline' }],
      InstanceProfileList: [{ InstanceProfileName: 'ip', Roles: [{ RoleName: 'r' }] }],
      PermissionsBoundary: { PermissionsBoundaryArn: PolicyArn },
      RoleLastUsed: {},
      Tags: [],
    },
  ]);
  expect(found.Policies).toMatchObject([
    {
      PolicyName: 'p',
      AttachmentCount: 3,
      PermissionsBoundaryUsageCount: 1,
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true }],
    },
  ]);
  expect(found.IsTruncated).toBe(false);
  expect(inline[0]?.PolicyDocument).toContain('%2A');
});

test('a filter leaves the other lists empty', async () => {
  const { details } = await populated();

  expect(await details({ Filter: ['Group'] })).toMatchObject({
    UserDetailList: [],
    RoleDetailList: [],
    Policies: [],
    GroupDetailList: [{ Arn: `arn:aws:iam::${ACCOUNT}:group/g` }],
  });
});

test('every entity appears once, whatever the size of the pages', async () => {
  const { details } = await populated();
  const seen: string[] = [];
  let Marker: string | undefined;

  do {
    const page = await details({ MaxItems: 2, Marker });
    seen.push(
      ...(page.UserDetailList ?? []).map(({ Arn }) => String(Arn)),
      ...(page.GroupDetailList ?? []).map(({ Arn }) => String(Arn)),
      ...(page.RoleDetailList ?? []).map(({ Arn }) => String(Arn)),
      ...(page.Policies ?? []).map(({ Arn }) => String(Arn)),
    );
    Marker = page.Marker;
  } while (Marker !== undefined && seen.length < 20);

  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.slice(0, 4)).toStrictEqual([
    `arn:aws:iam::${ACCOUNT}:user/u`,
    `arn:aws:iam::${ACCOUNT}:group/g`,
    `arn:aws:iam::${ACCOUNT}:role/r`,
    `arn:aws:iam::${ACCOUNT}:policy/p`,
  ]);
});
