import {
  type AuthorizationRequest,
  compilePolicy,
  decide,
  type PolicySet,
  type RawContext,
  requestContext,
  type RequestPrincipal,
  validatePolicy,
} from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { BROKER, exampleSettings, roleOf, rolesOf, templatesOf } from '../deployed.fixture.ts';

const ACCOUNT = '111122223333';
const SECURITY = '777788889999';
const GRANT = { 'aws:RequestTag/gatehouse:grant': 'r-abcdefghijklmnopqrst.1' };

const templates = templatesOf();
const template = (stack: string) => {
  const found = templates.get(stack);
  if (found === undefined) throw new Error(stack);
  return found;
};
const target = template('GatehouseTargetWorkloads');
const brokerStack = template('GatehouseBroker');
const organization = template('GatehouseBrokerOrganization');

const role = (name: string, account: string): RequestPrincipal => ({
  kind: 'assumed-role',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${name}/session`,
  id: 'AROAEXAMPLE:session',
  roleArn: `arn:aws:iam::${account}:role/${name}`,
  roleId: 'AROAEXAMPLE',
});

const PRINCIPALS = {
  broker: role('GatehouseBrokerRole', SECURITY),
  'another role of the broker’s account': role('Administrator', SECURITY),
  'a role whose name begins like the broker’s': role('GatehouseBrokerRole2', SECURITY),
  'a role of the same name in another account': role('GatehouseBrokerRole', '999999999999'),
  'a role of the same name in the account itself': role('GatehouseBrokerRole', ACCOUNT),
  'the target role': role('GatehouseBrokerTargetRole', ACCOUNT),
  'an administrator of the account': role('Administrator', ACCOUNT),
  'the root user of the account': {
    kind: 'root',
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    id: ACCOUNT,
  },
  'the root user of the broker’s account': {
    kind: 'root',
    account: SECURITY,
    arn: `arn:aws:iam::${SECURITY}:root`,
    id: SECURITY,
  },
  'a user of the broker’s name': {
    kind: 'user',
    account: SECURITY,
    arn: `arn:aws:iam::${SECURITY}:user/GatehouseBrokerRole`,
    id: 'AIDAEXAMPLE',
  },
  'a federated user': {
    kind: 'federated-user',
    account: SECURITY,
    arn: `arn:aws:sts::${SECURITY}:federated-user/GatehouseBrokerRole`,
    id: `${SECURITY}:GatehouseBrokerRole`,
    userArn: `arn:aws:iam::${SECURITY}:user/x`,
  },
  'a service': { kind: 'service', name: 'ecs-tasks.amazonaws.com', account: SECURITY },
  'an identity provider': { kind: 'federated', provider: 'accounts.google.com' },
  anybody: { kind: 'anonymous' },
} as const satisfies Record<string, RequestPrincipal>;

const STRANGERS = Object.entries(PRINCIPALS).filter(([name]) => name !== 'broker');

/** Whoever asks may do everything, as far as their own policies go: what refuses is the trust policy. */
const EVERYTHING = {
  id: 'everything',
  policy: compilePolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
    'identity',
  ),
};

const asks = (
  principal: RequestPrincipal,
  action: string,
  resource: string,
  context: RawContext = {},
): AuthorizationRequest => ({
  action,
  resource,
  resourceAccount: resource.split(':')[4],
  principal,
  context: requestContext(context),
});

const trusts = (
  document: object,
  principal: RequestPrincipal,
  context: RawContext = {},
  action = 'sts:AssumeRole',
): boolean => {
  const policies: PolicySet = {
    identity: [EVERYTHING],
    resource: { id: 'trust', policy: compilePolicy(JSON.stringify(document), 'trust') },
    resourceKind: 'trust',
  };
  const resource = `arn:aws:iam::${ACCOUNT}:role/Some`;
  return decide(asks(principal, action, resource, context), policies).allowed;
};

const permits = (
  documents: readonly object[],
  principal: RequestPrincipal,
  action: string,
  resource: string,
  context: RawContext = {},
  trust?: object,
): boolean => {
  const identity = documents.map((document, at) => ({
    id: String(at),
    policy: compilePolicy(JSON.stringify(document), 'identity'),
  }));
  const trusted: Partial<PolicySet> =
    trust === undefined
      ? {}
      : {
          resource: { id: 'trust', policy: compilePolicy(JSON.stringify(trust), 'trust') },
          resourceKind: 'trust',
        };
  return decide(asks(principal, action, resource, context), { identity, ...trusted }).allowed;
};

const BROKERED = ['TempAccessRoleS3Admin', 'TempAccessRoleReadOnly', 'TempAccessRoleEc2Admin'];
const trustOf = (name: string): object => roleOf(target, ACCOUNT, name).AssumeRolePolicyDocument;

test.for(BROKERED)('%s is for the broker with the id of a grant', (name) => {
  for (const action of ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])
    expect(trusts(trustOf(name), PRINCIPALS.broker, GRANT, action)).toBe(true);
});

test.for([
  [{}],
  [{ 'aws:RequestTag/gatehouse:grant': '' }],
  [{ 'aws:RequestTag/gatehouse:grant': 'x-1' }],
  [{ 'aws:RequestTag/gatehouse:request': 'r-abcdefghijklmnopqrst' }],
  [{ 'aws:PrincipalTag/gatehouse:grant': 'r-abcdefghijklmnopqrst.1' }],
] as const)('no brokered role is for the broker with %j instead', ([context]) => {
  for (const name of BROKERED)
    expect(trusts(trustOf(name), PRINCIPALS.broker, context)).toBe(false);
});

test.for(STRANGERS)('no role of the target account is for %s, with or without a tag', ([, who]) => {
  for (const [name, { AssumeRolePolicyDocument }] of rolesOf(target, ACCOUNT))
    for (const context of [{}, GRANT])
      for (const action of [
        'sts:AssumeRole',
        'sts:AssumeRoleWithSAML',
        'sts:AssumeRoleWithWebIdentity',
        'sts:TagSession',
      ])
        expect([name, action, trusts(AssumeRolePolicyDocument, who, context, action)]).toEqual([
          name,
          action,
          false,
        ]);
});

test.for(STRANGERS)('the role that reads the organization is not for %s', ([, who]) => {
  const { AssumeRolePolicyDocument: trust } = roleOf(
    organization,
    '123456789012',
    'GatehouseBrokerOrganizationRole',
  );

  expect(trusts(trust, who, GRANT)).toBe(false);
  expect(trusts(trust, PRINCIPALS.broker)).toBe(true);
});

const TASK = {
  'aws:SourceAccount': SECURITY,
  'aws:SourceArn': `arn:aws:ecs:eu-central-1:${SECURITY}:*`,
};

test.for([
  ['a task of its account', PRINCIPALS['a service'], TASK, true],
  [
    'a task of another account',
    PRINCIPALS['a service'],
    {
      'aws:SourceAccount': '999999999999',
      'aws:SourceArn': 'arn:aws:ecs:eu-central-1:999999999999:*',
    },
    false,
  ],
  ['ECS without an account', PRINCIPALS['a service'], {}, false],
  ['another service', { kind: 'service', name: 'ec2.amazonaws.com' }, TASK, false],
  [
    'the root user of its account',
    PRINCIPALS['the root user of the broker’s account'],
    TASK,
    false,
  ],
  ['itself', PRINCIPALS.broker, TASK, false],
  ['anybody', PRINCIPALS.anybody, TASK, false],
] as const)('the broker is %s: %#', ([, who, context, expected]) => {
  const { AssumeRolePolicyDocument: trust } = roleOf(brokerStack, SECURITY, 'GatehouseBrokerRole');

  expect(trusts(trust, who, context)).toBe(expected);
});

const policiesOf = (made: typeof target, account: string, name: string): readonly object[] =>
  (roleOf(made, account, name).Policies ?? []).map(({ PolicyDocument }) => PolicyDocument);

test.for([
  [`arn:aws:iam::${ACCOUNT}:role/TempAccessRoleS3Admin`, true],
  [`arn:aws:iam::${ACCOUNT}:role/TempAccessRoleS3Admin2`, false],
  [`arn:aws:iam::${ACCOUNT}:role/path/TempAccessRoleS3Admin`, false],
  [`arn:aws:iam::${ACCOUNT}:role/GatehouseBrokerTargetRole`, false],
  [`arn:aws:iam::${ACCOUNT}:role/Administrator`, false],
  [`arn:aws:iam::${ACCOUNT}:user/TempAccessRoleS3Admin`, false],
  [`arn:aws:iam::444455556666:role/TempAccessRoleS3Admin`, false],
] as const)('the target role writes policies of %s: %s', ([resource, expected]) => {
  const policies = policiesOf(target, ACCOUNT, 'GatehouseBrokerTargetRole');
  const may = (action: string): boolean =>
    permits(policies, PRINCIPALS['the target role'], action, resource);

  expect([may('iam:PutRolePolicy'), may('iam:DeleteRolePolicy')]).toEqual([expected, expected]);
});

test.for([
  'iam:AttachRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:PassRole',
  'iam:TagRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:CreateAccessKey',
  'sts:AssumeRole',
  's3:GetObject',
])('the target role may not %s, of whatever role', (action) => {
  const policies = policiesOf(target, ACCOUNT, 'GatehouseBrokerTargetRole');

  for (const name of [...BROKERED, 'GatehouseBrokerTargetRole', 'Administrator'])
    expect(
      permits(
        policies,
        PRINCIPALS['the target role'],
        action,
        `arn:aws:iam::${ACCOUNT}:role/${name}`,
      ),
    ).toBe(false);
});

const OURS = { 'aws:ResourceOrgID': 'o-exampleorgid' };

test.for([
  [`arn:aws:iam::${ACCOUNT}:role/TempAccessRoleS3Admin`, OURS, true],
  [`arn:aws:iam::${ACCOUNT}:role/GatehouseBrokerTargetRole`, OURS, true],
  ['arn:aws:iam::123456789012:role/GatehouseBrokerOrganizationRole', OURS, true],
  [
    `arn:aws:iam::${ACCOUNT}:role/TempAccessRoleS3Admin`,
    { 'aws:ResourceOrgID': 'o-other000000' },
    false,
  ],
  [`arn:aws:iam::${ACCOUNT}:role/TempAccessRoleS3Admin`, {}, false],
  [`arn:aws:iam::${ACCOUNT}:role/Administrator`, OURS, false],
  [`arn:aws:iam::${ACCOUNT}:role/team/TempAccessRoleS3Admin`, OURS, false],
  [`arn:aws:iam::${ACCOUNT}:role/GatehouseBrokerOrganizationRole`, OURS, false],
] as const)('the broker becomes %s of %j: %s', ([resource, context, expected]) => {
  const policies = policiesOf(brokerStack, SECURITY, 'GatehouseBrokerRole');

  // Each of them would let the broker in.
  const { AssumeRolePolicyDocument: trust } = roleOf(target, ACCOUNT, 'GatehouseBrokerTargetRole');
  expect(permits(policies, PRINCIPALS.broker, 'sts:AssumeRole', resource, context, trust)).toBe(
    expected,
  );
});

test.for([
  ['iam:CreateRole', '*'],
  ['iam:PutRolePolicy', BROKER],
  ['s3:GetObject', 'arn:aws:s3:::bucket/key'],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-central-1:${SECURITY}:secret:x`],
  ['kms:ScheduleKeyDeletion', `arn:aws:kms:eu-central-1:${SECURITY}:key/x`],
] as const)('the broker may not %s on %s', ([action, resource]) => {
  const policies = policiesOf(brokerStack, SECURITY, 'GatehouseBrokerRole');

  expect(permits(policies, PRINCIPALS.broker, action, resource, OURS)).toBe(false);
});

const named = new Map([
  ['trust policies', 'RESOURCE_POLICY'],
  ['permissions', 'IDENTITY_POLICY'],
] as const);

test.for([...named])('Access Analyzer’s checks find no fault in the %s', async ([kind, type]) => {
  const roles = [
    ...rolesOf(target, ACCOUNT).values(),
    ...rolesOf(organization, '123456789012').values(),
    ...rolesOf(brokerStack, SECURITY).values(),
  ];
  const documents = roles.flatMap(({ AssumeRolePolicyDocument, Policies = [] }) =>
    kind === 'permissions'
      ? Policies.map(({ PolicyDocument }) => PolicyDocument)
      : [AssumeRolePolicyDocument],
  );

  const found = await Promise.all(
    documents.map((document) =>
      validatePolicy(JSON.stringify(document), {
        type,
        ...(type === 'RESOURCE_POLICY'
          ? { validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument' }
          : {}),
      }),
    ),
  );

  expect(documents.length).toBeGreaterThan(0);
  expect(
    found
      .flat()
      .filter(({ findingType }) => findingType === 'ERROR' || findingType === 'SECURITY_WARNING'),
  ).toEqual([]);
});

test('a template for accounts that lend no role writes none', () => {
  const settings = exampleSettings();
  const [first] = settings.targets;
  const bare = templatesOf({
    ...settings,
    targets: [{ name: first?.name ?? '', roles: [] }],
  }).get('GatehouseTargetWorkloads');
  if (bare === undefined) throw new Error('there is no template');

  expect([...rolesOf(bare, ACCOUNT).keys()]).toEqual(['GatehouseBrokerTargetRole']);
  const policies = policiesOf(bare, ACCOUNT, 'GatehouseBrokerTargetRole');
  expect(JSON.stringify(policies)).not.toContain('PutRolePolicy');
});
