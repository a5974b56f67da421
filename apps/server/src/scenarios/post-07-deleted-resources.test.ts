import { awsCli } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  eventually,
  findingOf,
  HOME,
  MEMBER_1,
  MEMBER_2,
  type Organization,
  OTHER_REGION,
  SECURITY,
  startOrganization,
} from './organization.fixture.ts';
import { RESOLVER_FUNCTION } from './post-07-resolver-function.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const UPDATED_BY = 'DeletedResourceFindingResolver';
const BUS = `arn:aws:events:${HOME}:${SECURITY}:event-bus/default`;

/** The event pattern of the templates: the three calls of the post, and none that was refused. */
const PATTERN = JSON.stringify({
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: {
    eventSource: ['ec2.amazonaws.com', 's3.amazonaws.com', 'iam.amazonaws.com'],
    eventName: ['TerminateInstances', 'DeleteBucket', 'DeleteRole'],
    errorCode: [{ exists: false }],
  },
});

const trusts = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

const allows = (...actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });

const busPolicy = (organization: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'allow_all_accounts_from_organization_to_put_events',
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: BUS,
        Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } },
      },
    ],
  });

const aws = async (
  organization: Organization,
  account: string,
  region: string,
  ...args: readonly string[]
): Promise<void> => {
  const { exitCode, stderr } = await awsCli.run(organization.config(account, region), args);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
};

/** What the administrator sees of findings about a resource. */
const seen = async (
  organization: Organization,
  resource: string,
  account = SECURITY,
): Promise<readonly { id: string; status: string; by: string | undefined }[]> => {
  const { Findings: found = [] } = await organization
    .hub(account)
    .getFindings({ Filters: { ResourceId: [{ Value: resource, Comparison: 'EQUALS' }] } });
  return found
    .map(({ Id: id = '', Workflow: workflow, Note: note }) => ({
      id,
      status: workflow?.Status ?? '',
      by: note?.UpdatedBy,
    }))
    .toSorted((one, other) => one.id.localeCompare(other.id));
};

const importInto = async (
  organization: Organization,
  account: string,
  region: string,
  resources: readonly (readonly [id: string, type: string, resource: string])[],
): Promise<void> => {
  const Findings = resources.map(([id, type, resource]) =>
    findingOf({ account, region, id, type, resource }),
  );
  const { FailedCount: failed } = await organization
    .hub(account, region)
    .batchImportFindings({ Findings });
  expect(failed).toBe(0);
};

const setStatus = async (
  organization: Organization,
  account: string,
  id: string,
  status: 'NOTIFIED' | 'SUPPRESSED',
): Promise<void> => {
  await organization.hub(SECURITY).batchUpdateFindings({
    FindingIdentifiers: [
      {
        Id: id,
        ProductArn: `arn:aws:securityhub:${HOME}:${account}:product/${account}/default`,
      },
    ],
    Workflow: { Status: status },
  });
};

const runInstance = async (
  organization: Organization,
  account: string,
  region: string,
): Promise<string> => {
  const ec2 = organization.ec2(account, region);
  const { Images: images = [] } = await ec2.describeImages({ Owners: ['amazon'] });
  const { Instances: instances = [] } = await ec2.runInstances({
    ImageId: images[0]?.ImageId ?? '',
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
  });
  return instances[0]?.InstanceId ?? '';
};

/** Deploys the post's solution by hand: what its templates make in the administrator account. */
const deployAdministrator = async (organization: Organization): Promise<void> => {
  const iam = organization.iam(SECURITY);
  await iam.createRole({
    RoleName: 'ResolveFindingsFunction',
    AssumeRolePolicyDocument: trusts('lambda.amazonaws.com'),
  });
  await iam.putRolePolicy({
    RoleName: 'ResolveFindingsFunction',
    PolicyName: 'findings',
    PolicyDocument: allows('securityhub:GetFindings', 'securityhub:BatchUpdateFindings', 'logs:*'),
  });
  const { FunctionArn: functionArn = '' } = await organization.lambda(SECURITY).createFunction({
    FunctionName: 'ResolveFindings',
    Runtime: 'nodejs22.x',
    Role: `arn:aws:iam::${SECURITY}:role/ResolveFindingsFunction`,
    Handler: 'index.handler',
    Timeout: 30,
    Code: { ZipFile: await zipOf({ 'index.mjs': RESOLVER_FUNCTION }) },
  });
  const events = organization.events(SECURITY);
  const { RuleArn: ruleArn } = await events.putRule({
    Name: 'ResolveFindings',
    EventPattern: PATTERN,
  });
  await organization.lambda(SECURITY).addPermission({
    FunctionName: 'ResolveFindings',
    StatementId: 'rule',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: ruleArn,
  });
  const { FailedEntryCount: failed } = await events.putTargets({
    Rule: 'ResolveFindings',
    Targets: [{ Id: 'function', Arn: functionArn }],
  });
  expect(failed).toBe(0);
};

/** And in each member account, in each Region. */
const deployMember = async (organization: Organization, account: string): Promise<void> => {
  const iam = organization.iam(account);
  await iam.createRole({
    RoleName: 'ForwardDeletions',
    AssumeRolePolicyDocument: trusts('events.amazonaws.com'),
  });
  await iam.putRolePolicy({
    RoleName: 'ForwardDeletions',
    PolicyName: 'events',
    PolicyDocument: allows('events:PutEvents'),
  });
  for (const region of [HOME, OTHER_REGION]) {
    const events = organization.events(account, region);
    await events.putRule({ Name: 'ForwardDeletions', EventPattern: PATTERN });
    const { FailedEntryCount: failed } = await events.putTargets({
      Rule: 'ForwardDeletions',
      Targets: [
        { Id: 'security', Arn: BUS, RoleArn: `arn:aws:iam::${account}:role/ForwardDeletions` },
      ],
    });
    expect(failed).toBe(0);
  }
};

const isResolved = (findings: readonly { readonly status: string }[]): boolean =>
  findings.length > 0 && findings.every(({ status }) => status === 'RESOLVED');

const story = (
  deploy: (organization: Organization) => Promise<void>,
  ownResolver: boolean,
): void => {
  let organization: Organization;
  let instance = '';
  const bucket = 'arn:aws:s3:::story-of-post-07';

  beforeAll(async () => {
    organization = await startOrganization({ findings: ownResolver });
  });
  afterAll(() => organization.stop());

  test('the security account administers Security Hub, and both members are its own', async () => {
    const { Members: members = [] } = await organization.hub(SECURITY).listMembers({});
    expect(members.map(({ AccountId: id }) => id)).toEqual(
      expect.arrayContaining([MEMBER_1, MEMBER_2]),
    );
  });

  test('the solution is deployed: the bus takes events of the organization', async () => {
    await deploy(organization);
    const { Policy: policy = '' } = await organization
      .events(SECURITY)
      .describeEventBus({ Name: 'default' });
    expect(JSON.parse(policy)).toEqual(JSON.parse(busPolicy(organization.id)));
  });

  test('findings of two products, accounts and Regions are open', async () => {
    instance = await runInstance(organization, MEMBER_1, HOME);
    const arn = `arn:aws:ec2:${HOME}:${MEMBER_1}:instance/${instance}`;
    await organization.s3(MEMBER_2, OTHER_REGION).createBucket({
      Bucket: 'story-of-post-07',
      CreateBucketConfiguration: { LocationConstraint: OTHER_REGION },
    });
    await organization
      .iam(MEMBER_1)
      .createRole({ RoleName: 'Old', AssumeRolePolicyDocument: trusts('ec2.amazonaws.com') });
    await importInto(organization, MEMBER_1, HOME, [
      ['instance-new', 'AwsEc2Instance', arn],
      ['instance-notified', 'AwsEc2Instance', arn],
      ['instance-suppressed', 'AwsEc2Instance', arn],
      ['role', 'AwsIamRole', `arn:aws:iam::${MEMBER_1}:role/Old`],
    ]);
    await importInto(organization, MEMBER_2, OTHER_REGION, [['bucket', 'AwsS3Bucket', bucket]]);
    await setStatus(organization, MEMBER_1, 'instance-notified', 'NOTIFIED');
    await setStatus(organization, MEMBER_1, 'instance-suppressed', 'SUPPRESSED');
    expect((await seen(organization, arn)).map(({ status }) => status)).toEqual([
      'NEW',
      'NOTIFIED',
      'SUPPRESSED',
    ]);
    expect(await seen(organization, bucket)).toMatchObject([{ status: 'NEW' }]);
  });

  test('an instance that somebody terminates: what is new and notified is resolved, what is suppressed stays', async () => {
    const arn = `arn:aws:ec2:${HOME}:${MEMBER_1}:instance/${instance}`;
    await aws(
      organization,
      MEMBER_1,
      HOME,
      'ec2',
      'terminate-instances',
      '--instance-ids',
      instance,
    );
    const findings = await eventually(
      () => seen(organization, arn),
      (found) => found.filter(({ status }) => status === 'RESOLVED').length === 2,
    );
    expect(findings).toEqual([
      { id: 'instance-new', status: 'RESOLVED', by: UPDATED_BY },
      { id: 'instance-notified', status: 'RESOLVED', by: UPDATED_BY },
      { id: 'instance-suppressed', status: 'SUPPRESSED', by: undefined },
    ]);
    // The status goes from the administrator to the member.
    expect((await seen(organization, arn, MEMBER_1)).map(({ status }) => status)).toEqual([
      'RESOLVED',
      'RESOLVED',
      'SUPPRESSED',
    ]);
  });

  test('a bucket that could not be deleted keeps its finding; one that could, in another account and Region, loses it', async () => {
    const s3 = organization.s3(MEMBER_2, OTHER_REGION);
    await s3.putObject({ Bucket: 'story-of-post-07', Key: 'k', Body: 'x' });
    const refused = await awsCli.run(organization.config(MEMBER_2, OTHER_REGION), [
      's3api',
      'delete-bucket',
      '--bucket',
      'story-of-post-07',
    ]);
    expect(refused.stderr).toContain('BucketNotEmpty');
    await s3.deleteObject({ Bucket: 'story-of-post-07', Key: 'k' });
    expect(await seen(organization, bucket)).toMatchObject([{ status: 'NEW' }]);

    await aws(
      organization,
      MEMBER_2,
      OTHER_REGION,
      's3api',
      'delete-bucket',
      '--bucket',
      'story-of-post-07',
    );
    const findings = await eventually(() => seen(organization, bucket), isResolved);
    expect(findings).toEqual([{ id: 'bucket', status: 'RESOLVED', by: UPDATED_BY }]);
  });

  test('a role, whose event comes from the global Region', async () => {
    await aws(organization, MEMBER_1, OTHER_REGION, 'iam', 'delete-role', '--role-name', 'Old');
    const findings = await eventually(
      () => seen(organization, `arn:aws:iam::${MEMBER_1}:role/Old`),
      isResolved,
    );
    expect(findings).toEqual([{ id: 'role', status: 'RESOLVED', by: UPDATED_BY }]);
  });

  test('the filter of the post finds all that was resolved, and an insight groups it by product', async () => {
    const hub = organization.hub(SECURITY);
    const Filters = {
      WorkflowStatus: [{ Value: 'RESOLVED', Comparison: 'EQUALS' as const }],
      NoteUpdatedBy: [{ Value: UPDATED_BY, Comparison: 'EQUALS' as const }],
    };
    const { Findings: found = [] } = await hub.getFindings({ Filters });
    expect(
      found.map(({ Id: id = '' }) => id).toSorted((one, other) => one.localeCompare(other)),
    ).toEqual(['bucket', 'instance-new', 'instance-notified', 'role']);
    const { InsightArn: insight } = await hub.createInsight({
      Name: 'Resolved because deleted',
      Filters,
      GroupByAttribute: 'ProductName',
    });
    const { InsightResults: results } = await hub.getInsightResults({ InsightArn: insight });
    expect(results?.ResultValues?.reduce((sum, { Count: count = 0 }) => sum + count, 0)).toBe(4);
  });
};

describe.skipIf(awsCli.missing() !== undefined)(
  'the solution of the post, deployed by hand',
  () => {
    story(async (organization) => {
      await aws(
        organization,
        SECURITY,
        HOME,
        'events',
        'put-permission',
        '--event-bus-name',
        'default',
        '--policy',
        busPolicy(organization.id),
      );
      await deployAdministrator(organization);
      for (const account of [MEMBER_1, MEMBER_2]) await deployMember(organization, account);
    }, false);
  },
);

describe.skipIf(awsCli.missing() !== undefined)('the resolver that runs beside the cloud', () => {
  // The demo organization has it from its first start.
  story(async () => {}, true);
});
