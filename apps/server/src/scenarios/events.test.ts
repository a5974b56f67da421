import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import * as sqs from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ACCOUNT = '111122223333';
const SECURITY = '777788889999';
const SECURITY_BUS = `arn:aws:events:us-east-1:${SECURITY}:event-bus/default`;

let cloud: StartedCloud;
let client: eventbridge.EventBridgeClient;
let security: eventbridge.EventBridgeClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new eventbridge.EventBridgeClient(cloud.client('workloads'));
  security = new eventbridge.EventBridgeClient(cloud.client('security'));
});

afterAll(async () => {
  client.destroy();
  security.destroy();
  await cloud.stop();
});

/** A queue that takes what the rule sends, and the next message in it, parsed. */
const queueFor = async (profile: 'security' | 'workloads', account: string, name: string) => {
  const queues = new sqs.SQSClient(cloud.client(profile));
  const arn = `arn:aws:sqs:us-east-1:${account}:${name}`;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn,
      Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:events:us-east-1:${account}:rule/*` } },
    },
  });
  const { QueueUrl } = await queues.send(
    new sqs.CreateQueueCommand({ QueueName: name, Attributes: { Policy } }),
  );
  const receive = async (): Promise<unknown> => {
    const { Messages = [] } = await queues.send(
      new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 1 }),
    );
    return JSON.parse(Messages[0]?.Body ?? 'null');
  };
  return { arn, receive, close: () => queues.destroy() };
};

const put = (
  as: eventbridge.EventBridgeClient,
  Name: string,
  pattern: object,
  target: { readonly Arn: string } & Omit<eventbridge.Target, 'Id' | 'Arn'>,
  EventBusName?: string,
) =>
  as
    .send(
      new eventbridge.PutRuleCommand({
        Name,
        EventBusName,
        EventPattern: JSON.stringify(pattern),
        Tags: [{ Key: 'made-by', Value: Name }],
      }),
    )
    .then(() =>
      as.send(
        new eventbridge.PutTargetsCommand({
          Rule: Name,
          EventBusName,
          Targets: [{ Id: '1', ...target }],
        }),
      ),
    );

const sized = (bytes: number) =>
  new eventbridge.PutEventsCommand({
    Entries: [{ Source: 's', DetailType: 't', Detail: JSON.stringify('x'.repeat(bytes)) }],
  });

describe('the SDK of today', () => {
  test('an event of a custom bus is in the queue of the rule that it matches', async () => {
    const queue = await queueFor('workloads', ACCOUNT, 'sdk-orders');
    await client.send(new eventbridge.CreateEventBusCommand({ Name: 'orders' }));
    await put(
      client,
      'big',
      { source: ['shop'], detail: { total: [{ numeric: ['>', 100] }] } },
      {
        Arn: queue.arn,
        InputTransformer: {
          InputPathsMap: { total: '$.detail.total' },
          InputTemplate: '{"total": <total>, "rule": <aws.events.rule-name>}',
        },
      },
      'orders',
    );
    const entry = { Source: 'shop', DetailType: 'ordered', EventBusName: 'orders' };

    const { FailedEntryCount, Entries } = await client.send(
      new eventbridge.PutEventsCommand({
        Entries: [
          { ...entry, Detail: '{"total":99}' },
          { ...entry, Detail: '{"total":101.50, "note":"häl<l>o 😀"}' },
          { ...entry, Detail: 'no' },
        ],
      }),
    );

    expect(FailedEntryCount).toBe(1);
    expect(Entries?.[2]).toEqual({
      ErrorCode: 'MalformedDetail',
      ErrorMessage: 'Detail is malformed.',
    });
    expect(await queue.receive()).toEqual({ total: 101.5, rule: 'big' });
    queue.close();
  });

  test('an event of nearly a megabyte is taken, a larger one is not', async () => {
    await expect(client.send(sized(1024 * 1024 - 4))).resolves.toMatchObject({
      Entries: [{ ErrorCode: 'MalformedDetail' }],
    });
    await expect(client.send(sized(1024 * 1024 - 3))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });

  test('a deletion in a member account crosses to the bus of the security account', async () => {
    const queue = await queueFor('security', SECURITY, 'sdk-deletions');
    const organizations = new OrganizationsClient(cloud.client('admin'));
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    organizations.destroy();
    await security.send(
      new eventbridge.PutPermissionCommand({
        Action: 'events:PutEvents',
        Principal: '*',
        StatementId: 'organization',
        Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: Organization?.Id },
      }),
    );
    const pattern = { source: ['aws.iam'], detail: { eventName: ['DeleteRole'] } };
    await put(security, 'deletions', pattern, { Arn: queue.arn });
    const roles = new iam.IAMClient(cloud.client('workloads'));
    const role = async (RoleName: string, service: string): Promise<string> => {
      const { Role } = await roles.send(
        new iam.CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Service: service },
              Action: 'sts:AssumeRole',
            },
          }),
        }),
      );
      return Role?.Arn ?? '';
    };
    const RoleArn = await role('forwarder', 'events.amazonaws.com');
    await roles.send(
      new iam.PutRolePolicyCommand({
        RoleName: 'forwarder',
        PolicyName: 'forward',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: 'events:PutEvents', Resource: SECURITY_BUS },
        }),
      }),
    );
    await put(client, 'forward', pattern, { Arn: SECURITY_BUS, RoleArn });

    const distrustful = await role('short-lived', 'ec2.amazonaws.com');
    await expect(
      put(client, 'forward', pattern, { Arn: SECURITY_BUS, RoleArn: distrustful }),
    ).rejects.toThrow("cannot be assumed by principal 'events.amazonaws.com'");
    await roles.send(new iam.DeleteRoleCommand({ RoleName: 'short-lived' }));
    roles.destroy();

    expect(await queue.receive()).toMatchObject({
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.iam',
      account: ACCOUNT,
      detail: { eventName: 'DeleteRole', requestParameters: { roleName: 'short-lived' } },
    });
    queue.close();
  });

  test('errors are those that the SDK knows by name', async () => {
    await expect(
      client.send(new eventbridge.DescribeRuleCommand({ Name: 'none' })),
    ).rejects.toBeInstanceOf(eventbridge.ResourceNotFoundException);
    await expect(
      client.send(new eventbridge.PutRuleCommand({ Name: 'bad', EventPattern: '{"a":1}' })),
    ).rejects.toBeInstanceOf(eventbridge.InvalidEventPatternException);
    await expect(
      security.send(
        new eventbridge.PutEventsCommand({
          Entries: [
            {
              Source: 's',
              DetailType: 't',
              Detail: '{}',
              EventBusName: `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/default`,
            },
          ],
        }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('rules are found and tagged by the tagging service', async () => {
    const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
    await client.send(
      new eventbridge.PutRuleCommand({
        Name: 'tagged',
        ScheduleExpression: 'rate(1 day)',
        Tags: [{ Key: 'tone', Value: 'high' }],
      }),
    );

    const { ResourceTagMappingList } = await tagging.send(
      new GetResourcesCommand({
        ResourceTypeFilters: ['events:rule'],
        TagFilters: [{ Key: 'tone' }],
      }),
    );
    tagging.destroy();

    expect(ResourceTagMappingList).toMatchObject([
      { ResourceARN: `arn:aws:events:us-east-1:${ACCOUNT}:rule/tagged` },
    ]);
  });
});

/** What stands in the line is parted by blanks; values with blanks follow as they are. */
const run = (line: string, ...more: readonly string[]) =>
  awsCli.run(cloud.client('workloads'), ['events', ...line.split(' '), ...more]);

describe.skipIf(awsCli.missing() !== undefined)('Debian’s CLI', () => {
  test('rules are put, given targets, tested and paged through, and stay while they have targets', async () => {
    const queue = `arn:aws:sqs:us-east-1:${ACCOUNT}:cli`;
    const names = ['cli-1', 'cli-2'];
    await Promise.all(
      names.map((name) => run(`put-rule --name ${name} --event-pattern`, '{"source":["cli"]}')),
    );
    const [targets, sent, tested, paged] = await Promise.all([
      run(`put-targets --rule cli-1 --targets Id=1,Arn=${queue}`),
      run('put-events --entries', '[{"Source":"cli","DetailType":"d","Detail":"{\\"a\\":1}"}]'),
      run(
        'test-event-pattern --event-pattern',
        '{"detail":{"a":[{"exists":true}]}}',
        '--event',
        '{"id":"1","account":"1","source":"cli","time":"2026-01-01T00:00:00Z","region":"us-east-1","detail-type":"d","detail":{"a":1}}',
      ),
      run('list-rules --name-prefix cli- --page-size 1 --query Rules[].Name'),
    ]);
    const refused = await run('delete-rule --name cli-1');

    expect(targets.output).toEqual({ FailedEntryCount: 0, FailedEntries: [] });
    expect(sent.output).toMatchObject({ FailedEntryCount: 0 });
    expect(tested.output).toEqual({ Result: true });
    expect(paged.output).toEqual(names);
    expect(refused.stderr).toContain("Rule can't be deleted since it has targets.");
  });
});
