import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { readTrust } from '@gatehouse/broker';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BROKER,
  exampleSettings,
  roleOf,
  rolesOf,
  type RoleTemplate,
  templatesOf,
} from './deployed.fixture.ts';

const WORKLOADS = '111122223333';
const SECURITY = '777788889999';
const MANAGEMENT = '123456789012';
const PROFILES = {
  [WORKLOADS]: 'workloads',
  [SECURITY]: 'security',
  [MANAGEMENT]: 'admin',
} as const;

type Account = keyof typeof PROFILES;

let cloud: StartedCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

const iamOf = (account: Account): IAMClient => new IAMClient(cloud.client(PROFILES[account]));

const templates = templatesOf();
const template = (stack: string) => {
  const found = templates.get(stack);
  if (found === undefined) throw new Error(stack);
  return found;
};
const STACKS: readonly (readonly [Account, string])[] = [
  [WORKLOADS, 'GatehouseTargetWorkloads'],
  [MANAGEMENT, 'GatehouseBrokerOrganization'],
];

interface Document {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const parsed = (text: string | undefined): Document =>
  // IAM stores documents that it has checked.
  JSON.parse(decodeURIComponent(text ?? '')) as Document;

/** Statements without their names, with lists in one form and order. */
const statementsOf = ({ Statement }: Document): readonly unknown[] =>
  [Statement].flat().map((statement) => ({
    ...statement,
    Sid: undefined,
    Action: [statement['Action']].flat().map(String).toSorted(),
  }));

const isCut = (statement: unknown): boolean => JSON.stringify(statement).includes('PutRolePolicy');

const actions = (statements: readonly unknown[]): readonly string[] =>
  statements.flatMap((one) => (one as { Action: readonly string[] }).Action);

const demoRole = async (account: Account, RoleName: string) => {
  const iam = iamOf(account);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const inline = await iam
    .send(new GetRolePolicyCommand({ RoleName, PolicyName: RoleName }))
    .catch(() => undefined);
  return { trust: parsed(Role?.AssumeRolePolicyDocument), inline: inline?.PolicyDocument };
};

describe('the demo organization and the templates', () => {
  const both = STACKS.flatMap(([account, stack]) =>
    [...rolesOf(template(stack), account).values()].map(
      (role) => [role.RoleName, account, role] as const,
    ),
  );

  test.for(both)('%s of %s trusts the same', async ([name, account, made]) => {
    const demo = await demoRole(account, name);

    // Documents of a template are documents.
    const trust = made.AssumeRolePolicyDocument as Document;
    expect(statementsOf(trust)).toEqual(statementsOf(demo.trust));
  });

  test.for(both.filter(([name]) => name.startsWith('Gatehouse')))(
    '%s of %s may do the same',
    async ([name, account, made]) => {
      const demo = statementsOf(parsed((await demoRole(account, name)).inline));
      const [policy] = made.Policies ?? [];
      const statements = statementsOf(policy?.PolicyDocument as Document);

      // The template names each brokered role, where the demo has a pattern, and has no such statement where none is lent.
      expect(statements.filter((one) => !isCut(one))).toEqual(demo.filter((one) => !isCut(one)));
      for (const cut of statements.filter(isCut)) {
        const { Resource: named, ...rest } = cut as { Resource: readonly string[] };
        const { Resource: pattern, ...demoRest } = demo.find(isCut) as { Resource: string };
        expect(rest).toEqual(demoRest);
        for (const arn of named) expect(arn.startsWith(pattern.slice(0, -1))).toBe(true);
      }
    },
  );

  test('the broker may do the same, but for the roles it becomes: those of the template are fewer', async () => {
    const demo = statementsOf(parsed((await demoRole(SECURITY, 'GatehouseBrokerRole')).inline));
    const { Policies } = roleOf(template('GatehouseBroker'), SECURITY, 'GatehouseBrokerRole');
    const made = statementsOf(Policies?.[0]?.PolicyDocument as Document);

    // What a task of AWS needs beside: a key for notices, a bucket for checkpoints.
    const onAws = ['kms:Decrypt', 'kms:GenerateDataKey', 's3:PutObject'];
    expect(
      actions(made)
        .filter((action) => !onAws.includes(action))
        .toSorted(),
    ).toEqual(actions(demo).toSorted());
  });
});

/** A session of the broker's role, as ECS gives its task one. */
const brokerSession = async (): Promise<Session> =>
  sessionOf(
    await cloud.cloud.dispatcher.dispatch({
      service: 'sts',
      operation: 'AssumeRole',
      input: { RoleArn: BROKER, RoleSessionName: 'task' },
      principal: { kind: 'service', name: 'ecs-tasks.amazonaws.com', account: SECURITY },
      region: 'us-east-1',
      requestId: 'ecs',
      sourceIp: '127.0.0.1',
      userAgent: 'ecs',
      secureTransport: true,
    }),
  );

type Session = ReturnType<StartedCloud['clientWith']>;

const sessionOf = (answer: unknown): Session => {
  // What AssumeRole answers.
  const { Credentials: keys } = answer as {
    Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string };
  };
  return cloud.clientWith({
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
  });
};

const become = async (session: Session, input: AssumeRoleCommandInput): Promise<Session> => {
  const sts = new STSClient(session);
  try {
    return sessionOf(await sts.send(new AssumeRoleCommand(input)));
  } finally {
    sts.destroy();
  }
};

/** What CloudFormation does with a role, through IAM's operations. */
const deploy = async (iam: IAMClient, role: RoleTemplate): Promise<void> => {
  const { RoleName, Path, Description, MaxSessionDuration, Policies = [] } = role;
  const AssumeRolePolicyDocument = JSON.stringify(role.AssumeRolePolicyDocument);
  try {
    const made = { RoleName, Path, Description, MaxSessionDuration, AssumeRolePolicyDocument };
    await iam.send(new CreateRoleCommand(made));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'EntityAlreadyExistsException') throw error;
    const PolicyDocument = AssumeRolePolicyDocument;
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  }
  for (const { PolicyName, PolicyDocument } of Policies)
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName,
        PolicyDocument: JSON.stringify(PolicyDocument),
      }),
    );
};

describe('deployed through IAM', () => {
  const NAME = {
    RoleArn: `arn:aws:iam::${WORKLOADS}:role/team/LentOnCall`,
    RoleSessionName: 'test',
  };
  const TAGGED = {
    ...NAME,
    Tags: [{ Key: 'gatehouse:grant', Value: 'r-abcdefghijklmnopqrst.1' }],
    SourceIdentity: 'p-abcdefghijklmnopqrstuvwxyz',
  };

  beforeAll(async () => {
    const settings = exampleSettings();
    const lent = {
      name: 'LentOnCall',
      path: '/team/',
      description: 'Of its own path',
      managedPolicies: [],
      statements: [
        {
          Effect: 'Allow',
          Action: 'sqs:*',
          Resource: 'arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:${aws:username}-*',
        },
      ],
      permissionsBoundary: undefined,
      maxSessionSeconds: 7200,
    };
    const organizations = new OrganizationsClient(cloud.client('admin'));
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    organizations.destroy();
    const made = templatesOf({
      ...settings,
      organizationId: Organization?.Id ?? '',
      rolePattern: 'team/Lent*',
      targets: [{ name: 'Lent', roles: [lent] }],
    });
    const lends = made.get('Lent');
    if (lends === undefined) throw new Error('there is no template');
    for (const role of rolesOf(lends, WORKLOADS).values()) await deploy(iamOf(WORKLOADS), role);
    const security = made.get('GatehouseBroker');
    if (security === undefined) throw new Error('there is no template');
    const { trust } = await demoRole(SECURITY, 'GatehouseBrokerRole');
    // The embedded ECS names no account of origin: the demo's trust stays, and the template's permissions decide.
    const broker = roleOf(security, SECURITY, 'GatehouseBrokerRole');
    await deploy(iamOf(SECURITY), { ...broker, AssumeRolePolicyDocument: trust });
    for (const role of rolesOf(template('GatehouseBrokerOrganization'), MANAGEMENT).values())
      await deploy(iamOf(MANAGEMENT), role);
  });

  const storedTrust = async (RoleName: string): Promise<string> => {
    const { Role } = await iamOf(WORKLOADS).send(new GetRoleCommand({ RoleName }));
    return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  };

  test('the broker takes the role for one that it lends, with nothing odd about it', async () => {
    expect(readTrust(await storedTrust('LentOnCall'), BROKER)).toEqual({
      admitsBroker: true,
      needsTag: true,
      strangers: [],
    });
  });

  test('account and partition are filled in, and variables of IAM are left alone', async () => {
    const { PolicyDocument } = await iamOf(WORKLOADS).send(
      new GetRolePolicyCommand({ RoleName: 'LentOnCall', PolicyName: 'LentOnCall' }),
    );

    expect(parsed(PolicyDocument).Statement[0]?.['Resource']).toBe(
      `arn:aws:sqs:*:${WORKLOADS}:\${aws:username}-*`,
    );
  });

  test('the broker becomes the role for a grant, and not without', async () => {
    const broker = await brokerSession();

    await expect(become(broker, TAGGED)).resolves.toBeDefined();
    await expect(become(broker, NAME)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(
      become(broker, { ...TAGGED, Tags: [{ Key: 'gatehouse:grant', Value: 'other' }] }),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test.for([
    // It trusts the broker too, but has another name than the template's roles.
    `arn:aws:iam::${WORKLOADS}:role/TempAccessRoleReadOnly`,
    `arn:aws:iam::${WORKLOADS}:role/OrganizationAccountAccessRole`,
  ])('the broker does not become %s', async (RoleArn) => {
    await expect(become(await brokerSession(), { ...TAGGED, RoleArn })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('through the target role it cuts what the template lends, and touches nothing else', async () => {
    const RoleArn = `arn:aws:iam::${WORKLOADS}:role/GatehouseBrokerTargetRole`;
    const there = await become(await brokerSession(), { RoleArn, RoleSessionName: 'test' });
    const iam = new IAMClient(there);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    });
    const cut = (RoleName: string): Promise<unknown> =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Cut', PolicyDocument }));

    await cut('LentOnCall');
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'LentOnCall', PolicyName: 'Cut' }));

    for (const name of ['TempAccessRoleReadOnly', 'GatehouseBrokerTargetRole'])
      await expect(cut(name)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('an administrator of the account does not become the role, tagged or not', async () => {
    const sts = new STSClient(cloud.client('workloads'));

    for (const input of [NAME, TAGGED])
      await expect(sts.send(new AssumeRoleCommand(input))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
  });

  test('a user of the broker’s account with every permission does not become it either', async () => {
    const iam = iamOf(SECURITY);
    const UserName = 'GatehouseBrokerRole';
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: 'all',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        }),
      }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const sts = new STSClient(
      cloud.clientWith({
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      }),
    );

    await expect(sts.send(new AssumeRoleCommand(TAGGED))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
