import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { type AwsSecurityFinding, SecurityHub } from '@aws-sdk/client-securityhub';
import { SQS } from '@aws-sdk/client-sqs';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bundleFunction } from '../../../../tools/bundle-functions.ts';
import { deploy } from './deploy.fixture.ts';
import { findingsSettings, findingsTemplate, type Place, resourcesAt } from './findings.fixture.ts';
import type { FindingsSettings } from './settings.ts';

const HOME = 'us-east-1';
const OTHER_REGION = 'eu-west-1';
const ADMINISTRATOR: Place = { account: '777788889999', region: HOME };
const WORKLOADS = '111122223333';
const SERVER = 'arn:aws:iam::777788889999:role/GatehouseServer';
const WAIT = { timeout: 30_000, interval: 50 };

type Config = ReturnType<StartedCloud['client']>;

const configOf = (cloud: StartedCloud, { account, region }: Place): Config => ({
  ...cloud.client(account === WORKLOADS ? 'workloads' : 'security'),
  region,
});

const findingOf = (region: string, type: string, resource: string): AwsSecurityFinding => {
  const now = new Date().toISOString();
  return {
    SchemaVersion: '2018-10-08',
    Id: resource,
    ProductArn: `arn:aws:securityhub:${region}:${WORKLOADS}:product/${WORKLOADS}/default`,
    GeneratorId: 'scanner',
    AwsAccountId: WORKLOADS,
    Types: ['Software and Configuration Checks'],
    CreatedAt: now,
    UpdatedAt: now,
    Severity: { Label: 'HIGH' },
    Title: 'Something to look at',
    Description: 'Found by a scanner.',
    Resources: [{ Type: type, Id: resource }],
  };
};

/** A role of the member with a finding in one of its Regions; the role is deleted. */
const deleteRole = async (cloud: StartedCloud, RoleName: string): Promise<string> => {
  const config = configOf(cloud, { account: WORKLOADS, region: OTHER_REGION });
  const iam = new IAM(config);
  const { Role } = await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  const arn = Role?.Arn ?? '';
  const Findings = [findingOf(OTHER_REGION, 'AwsIamRole', arn)];
  expect(await new SecurityHub(config).batchImportFindings({ Findings })).toMatchObject({
    FailedCount: 0,
  });
  await iam.deleteRole({ RoleName });
  return arn;
};

const seen = async (cloud: StartedCloud, filters: Readonly<Record<string, string>>) => {
  const { Findings: found = [] } = await new SecurityHub(
    configOf(cloud, ADMINISTRATOR),
  ).getFindings({
    Filters: Object.fromEntries(
      Object.entries(filters).map(([name, Value]) => [name, [{ Value, Comparison: 'EQUALS' }]]),
    ),
  });
  return found;
};

/** IAM accepts no trust policy that names a role that does not exist. */
const serverRole = async (config: Config): Promise<string> => {
  const { Role } = await new IAM(config).createRole({
    RoleName: 'GatehouseServer',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  return Role?.Arn ?? '';
};

/** A deletion that did not happen. */
const entry = (Source: string) => ({
  Source,
  DetailType: 'AWS API Call via CloudTrail',
  Detail: JSON.stringify({ eventName: 'DeleteBucket', eventSource: 's3.amazonaws.com' }),
});

const organizationOf = async (cloud: StartedCloud): Promise<string> =>
  (await cloud.cloud.organizations.view.of(ADMINISTRATOR.account))?.id ?? '';

describe('deployed in the embedded cloud', () => {
  let cloud: StartedCloud;
  let settings: FindingsSettings;
  const deployTo = (stack: string, place: Place) =>
    deploy(findingsTemplate(stack, settings), place, configOf(cloud, place));

  beforeAll(async () => {
    cloud = await startCloud();
    const code = {
      resolver: await bundleFunction('resolver', 'inline'),
      falco: await bundleFunction('falco', 'inline'),
    };
    settings = {
      ...findingsSettings(code),
      region: HOME,
      organizationId: await organizationOf(cloud),
    };
    await deployTo('GatehouseResolverAdministrator', ADMINISTRATOR);
    // IAM's events are in us-east-1, whatever Region its caller is in.
    for (const region of [HOME, OTHER_REGION])
      await deployTo('GatehouseResolverMember', { account: WORKLOADS, region });
    await new CloudWatchLogs(configOf(cloud, { account: WORKLOADS, region: HOME })).createLogGroup({
      logGroupName: 'falco',
    });
    await deployTo('GatehouseFalco', { account: WORKLOADS, region: HOME });
  });
  afterAll(() => cloud.stop());

  test('a role is deleted in a member, and its finding is resolved by the function of the stack', async () => {
    const arn = await deleteRole(cloud, 'told-by-the-stack');

    await vi.waitFor(async () => {
      expect(await seen(cloud, { ResourceId: arn })).toMatchObject([
        {
          Workflow: { Status: 'RESOLVED' },
          Note: { UpdatedBy: 'DeletedResourceFindingResolver' },
        },
      ]);
    }, WAIT);
  });

  test('nobody of the organization makes a deletion up: events of AWS’s sources are AWS’s alone', async () => {
    const events = new EventBridge(configOf(cloud, { account: WORKLOADS, region: HOME }));
    const { EventPattern = '' } = await new EventBridge(
      configOf(cloud, ADMINISTRATOR),
    ).describeRule({
      Name: 'gatehouse-deletions',
    });
    const matches = async (source: string) => {
      const Event = JSON.stringify({
        id: '1',
        account: WORKLOADS,
        source,
        time: '2026-01-01T00:00:00Z',
        region: HOME,
        resources: [],
        'detail-type': 'AWS API Call via CloudTrail',
        detail: { eventName: 'DeleteBucket' },
      });
      return (await events.testEventPattern({ EventPattern, Event })).Result;
    };

    const { Entries } = await events.putEvents({ Entries: [entry('aws.s3')] });

    expect(Entries).toMatchObject([{ ErrorCode: 'NotAuthorizedForSourceException' }]);
    expect([await matches('aws.s3'), await matches('mine')]).toEqual([true, false]);
  });

  test('a line of Falco in the log group becomes a finding of member and administrator', async () => {
    const logs = new CloudWatchLogs(configOf(cloud, { account: WORKLOADS, region: HOME }));
    const alert = {
      output: 'File below /etc opened for writing',
      output_fields: { 'container.id': '4a4021c50439', 'fd.name': '/etc/5' },
      priority: 'Error',
      rule: 'Write below etc',
      time: new Date().toISOString(),
    };
    await logs.createLogStream({ logGroupName: 'falco', logStreamName: 'node' });
    await logs.putLogEvents({
      logGroupName: 'falco',
      logStreamName: 'node',
      logEvents: [
        { timestamp: Date.now(), message: JSON.stringify({ log: JSON.stringify(alert) }) },
      ],
    });

    await vi.waitFor(async () => {
      expect(await seen(cloud, { Title: 'Write below etc' })).toMatchObject([
        { AwsAccountId: WORKLOADS },
      ]);
    }, WAIT);
    // The function logs where the stack lets it.
    await vi.waitFor(async () => {
      const { events: lines = [] } = await logs.filterLogEvents({
        logGroupName: '/aws/lambda/gatehouse-falco',
      });
      expect(lines.map(({ message }) => message).join('')).toContain('alerts were imported');
    }, WAIT);
  });

  test('with a queue, what a member deletes is in it for the server', async () => {
    const region = 'eu-central-1';
    const hub = { account: WORKLOADS, region };
    const member = { account: ADMINISTRATOR.account, region };
    // The accounts change parts: names of roles and rules are taken where the functions are.
    const queued: FindingsSettings = {
      ...settings,
      region,
      administratorAccount: WORKLOADS,
      resolver: { by: 'queue', serverRoleArn: await serverRole(configOf(cloud, member)) },
    };
    for (const [stack, place] of [
      ['GatehouseResolverAdministrator', hub],
      ['GatehouseResolverMember', member],
    ] as const)
      await deploy(findingsTemplate(stack, queued), place, configOf(cloud, place));
    const made = new SQS(configOf(cloud, member));
    const { QueueUrl: gone = '' } = await made.createQueue({ QueueName: 'gone' });
    const sqs = new SQS(configOf(cloud, hub));
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'gatehouse-deletions' });

    await made.deleteQueue({ QueueUrl: gone });

    const { Messages: [message] = [] } = await sqs.receiveMessage({
      QueueUrl,
      WaitTimeSeconds: 20,
    });
    expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({
      account: ADMINISTRATOR.account,
      region,
      detail: { eventName: 'DeleteQueue' },
    });
  });
});

describe('the demo', () => {
  let cloud: StartedCloud;
  beforeAll(async () => {
    cloud = await startCloud({ findings: true });
  });
  afterAll(() => cloud.stop());

  test('has the rules and the bus policy of the stacks', async () => {
    const settings: FindingsSettings = {
      ...findingsSettings(),
      region: HOME,
      organizationId: await organizationOf(cloud),
      resolver: { by: 'queue', serverRoleArn: SERVER },
    };
    const made = (stack: string, place: Place, type: string) =>
      resourcesAt(findingsTemplate(stack, settings), place).find(({ Type }) => Type === type)
        ?.Properties ?? {};
    const { Statement, StatementId } = made(
      'GatehouseResolverAdministrator',
      ADMINISTRATOR,
      'AWS::Events::EventBusPolicy',
    );
    const member = { account: WORKLOADS, region: OTHER_REGION };

    const { Policy = '' } = await new EventBridge(configOf(cloud, ADMINISTRATOR)).describeEventBus(
      {},
    );
    expect(JSON.parse(Policy)).toMatchObject({ Statement: [Statement] });
    expect(Policy).toContain(`"${String(StatementId)}"`);
    for (const [stack, place] of [
      ['GatehouseResolverAdministrator', ADMINISTRATOR],
      ['GatehouseResolverMember', member],
    ] as const) {
      const rule = made(stack, place, 'AWS::Events::Rule');
      const { EventPattern = '' } = await new EventBridge(configOf(cloud, place)).describeRule({
        Name: String(rule['Name']),
      });
      expect(JSON.parse(EventPattern)).toEqual(rule['EventPattern']);
    }
  });
});
