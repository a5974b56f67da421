import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  paginateListPolicies,
  PutRolePermissionsBoundaryCommand,
  SimulateCustomPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ACCOUNT = '111122223333';

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allowing = (...actions: readonly string[]): string =>
  document({ Effect: 'Allow', Action: actions, Resource: '*' });
const TRUST = document({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});

const postgres = await testPostgres();
const databases = [
  ['SQLite', () => Promise.resolve(undefined)],
  ...(postgres === undefined ? [] : [['PostgreSQL', () => postgres.database()] as const]),
] as const;

describe.for(databases)('roles and policies over HTTP, on %s', ([, database]) => {
  let cloud: StartedCloud;
  let iam: IAMClient;

  beforeAll(async () => {
    const url = await database();
    cloud = await startCloud(url === undefined ? {} : { database: url });
    iam = new IAMClient(cloud.client('workloads'));
  });
  afterAll(() => cloud.stop());

  const role = async (RoleName: string): Promise<string> => {
    const created = await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }),
    );
    return created.Role?.Arn ?? '';
  };

  const policy = async (PolicyName: string, PolicyDocument: string): Promise<string> => {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    return Policy?.Arn ?? '';
  };

  const session = async (RoleArn: string): Promise<IAMClient> => {
    const sts = new STSClient(cloud.client('workloads'));
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }),
    );
    return new IAMClient(
      cloud.clientWith({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      }),
    );
  };

  test('each change of what a role may is felt by the session that runs', async () => {
    const RoleName = 'changing';
    const speaker = await session(await role(RoleName));
    const PolicyArn = await policy('changing', allowing('iam:GetRole'));
    const may = () =>
      speaker.send(new GetRoleCommand({ RoleName })).then(
        () => 'yes',
        (error: Error) => error.name,
      );
    const seen = [await may()];
    const step = async (change: Promise<unknown>): Promise<void> => {
      await change;
      seen.push(await may());
    };

    await step(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })));
    await step(
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: allowing('iam:GetUser'),
          SetAsDefault: true,
        }),
      ),
    );
    await step(
      iam.send(
        new AttachRolePolicyCommand({
          RoleName,
          PolicyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
        }),
      ),
    );
    await step(
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn })),
    );

    expect(seen).toStrictEqual(['AccessDenied', 'yes', 'AccessDenied', 'yes', 'AccessDenied']);
  });

  test('a session of a deleted role may nothing, though another role has its name', async () => {
    const RoleName = 'replaced';
    const PolicyArn = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    const speaker = await session(await role(RoleName));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await expect(speaker.send(new GetRoleCommand({ RoleName }))).resolves.toBeDefined();
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    await role(RoleName);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));

    await expect(speaker.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  test('a policy comes back to the letter', async () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::ä(\'!*/${aws:username}"}\n}';
    const PolicyArn = await policy('letters', text);

    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
    );

    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(text);
  });

  test('what the caller did wrong has the code and status of AWS', async () => {
    await expect(
      iam.send(new CreatePolicyCommand({ PolicyName: 'bad', PolicyDocument: '{}' })),
    ).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: 'Syntax errors in policy.',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(iam.send(new GetRoleCommand({ RoleName: 'nobody' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      $metadata: { httpStatusCode: 404 },
    });
    await role('twice');
    await expect(role('twice')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test("the SDK's paginator finds every policy once", async () => {
    const names: (string | undefined)[] = [];

    for await (const { Policies } of paginateListPolicies({ client: iam, pageSize: 50 }, {}))
      names.push(...(Policies ?? []).map(({ Arn }) => Arn));

    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('arn:aws:iam::aws:policy/job-function/ViewOnlyAccess');
  });

  test('a service-linked role is described with its policy', async () => {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }));

    const { RoleDetailList } = await iam.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'], MaxItems: 1000 }),
    );

    expect(RoleDetailList).toContainEqual(
      expect.objectContaining({
        RoleName: 'AWSServiceRoleForECS',
        AttachedManagedPolicies: [
          {
            PolicyName: 'AmazonECSServiceRolePolicy',
            PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
          },
        ],
      }),
    );
  });

  test('the SDK reads a whole simulation', async () => {
    const { EvaluationResults } = await iam.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [allowing('s3:*')],
        ActionNames: ['s3:GetObject'],
        ResourceArns: ['arn:aws:s3:::bucket/key'],
        ContextEntries: [
          {
            ContextKeyName: 'aws:TagKeys',
            ContextKeyValues: ['a', 'b'],
            ContextKeyType: 'stringList',
          },
        ],
      }),
    );

    expect(EvaluationResults).toMatchObject([
      {
        EvalDecision: 'allowed',
        MatchedStatements: [
          {
            SourcePolicyId: 'PolicyInputList.1',
            StartPosition: { Line: 1, Column: 39 },
          },
        ],
        ResourceSpecificResults: [{ EvalResourceDecision: 'allowed' }],
      },
    ]);
  });
});
