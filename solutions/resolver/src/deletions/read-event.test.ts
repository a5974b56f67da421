import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deletion, Ignored } from './deletion.ts';
import { KINDS } from './kinds.ts';
import { isNamed } from './names.ts';
import { readEvent, readEventText } from './read-event.ts';
import { ACCOUNT, overBus, record } from './record.fixture.ts';

const deletions = (event: unknown): readonly Deletion[] => {
  const reading = readEvent(event);
  if ('ignored' in reading) throw new Error(`ignored: ${reading.ignored} ${reading.what}`);
  return reading.deletions;
};

const ignored = (event: unknown): Ignored | undefined => {
  const reading = readEvent(event);
  return 'ignored' in reading ? reading.ignored : undefined;
};

const isAbout = (deletion: Deletion | undefined, id: string, type = 'Other'): boolean =>
  deletion?.names.some((name) => isNamed(name, { id, type })) ?? false;

interface Case {
  readonly type: string;
  readonly source: string;
  readonly event: string;
  readonly region: string;
  readonly request: unknown;
  readonly arn: string;
}

const CASES = JSON.parse(
  readFileSync(new URL('../../cases/deletions.json', import.meta.url), 'utf8'),
) as readonly Case[];

test.for(CASES.map((row) => [`${row.source} ${row.event}`, row] as const))(
  '%s is the deletion of its resource',
  ([, row]) => {
    const found = deletions(overBus(record(row)));
    expect(found).toHaveLength(1);
    const [deletion] = found;
    expect(deletion).toMatchObject({ type: row.type, account: ACCOUNT });
    expect(isAbout(deletion, row.arn.replaceAll('*', '9c5d-uuid'), row.type)).toBe(true);
    expect(isAbout(deletion, `x${row.arn}`, row.type)).toBe(false);
  },
);

test('more than sixty types of resources are understood, and each has a case', () => {
  expect(KINDS.length).toBeGreaterThan(100);
  const known = new Set(
    CASES.map(
      ({ source, event }) => `${source} ${event.replace(/20\d{6}$|20\d\d_\d\d_\d\d$/, '')}`,
    ),
  );
  const without = KINDS.flatMap(({ service, events }) =>
    events.slice(0, 1).map((event) => `${service}.amazonaws.com ${event}`),
  ).filter((key) => !known.has(key));
  // These have tests of their own below.
  expect(without.toSorted()).toEqual([
    'ecr.amazonaws.com BatchDeleteImage',
    'iam.amazonaws.com DeleteOpenIDConnectProvider',
    'iam.amazonaws.com DeleteServiceLinkedRole',
    'lambda.amazonaws.com DeleteLayerVersion',
    'secretsmanager.amazonaws.com DeleteSecret',
  ]);
});

const ec2 = (event: string, request: unknown, response?: unknown): object =>
  record({ source: 'ec2.amazonaws.com', event, request, response });

describe('what an event does not say aloud', () => {
  test('several instances in one call, and only those that really go', () => {
    const item = (instanceId: string, name: string) => ({ instanceId, currentState: { name } });
    const found = deletions(
      ec2(
        'TerminateInstances',
        {
          instancesSet: {
            items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }, { instanceId: 'i-3' }],
          },
        },
        {
          instancesSet: {
            items: [
              item('i-1', 'shutting-down'),
              item('i-2', 'running'),
              item('i-3', 'terminated'),
            ],
          },
        },
      ),
    );
    expect(found.map(({ label, id }) => [label, id])).toEqual([
      ['i-1', '6f1c0d5e-0000-4000-8000-000000000001/0'],
      ['i-3', '6f1c0d5e-0000-4000-8000-000000000001/1'],
    ]);
    expect(isAbout(found[0], `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`)).toBe(true);
    expect(isAbout(found[0], 'i-1')).toBe(true);
  });

  test('a role with a path, which the event leaves out', () => {
    const [role] = deletions(
      record({
        source: 'iam.amazonaws.com',
        event: 'DeleteRole',
        region: 'us-east-1',
        request: { roleName: 'app' },
      }),
    );
    expect(role).toMatchObject({ label: 'app', region: undefined, reusable: true });
    expect(isAbout(role, `arn:aws:iam::${ACCOUNT}:role/app`)).toBe(true);
    expect(isAbout(role, `arn:aws:iam::${ACCOUNT}:role/team/blue/app`)).toBe(true);
    expect(isAbout(role, `arn:aws:iam::${ACCOUNT}:role/team/other-app`)).toBe(false);
    expect(isAbout(role, 'arn:aws:iam::444455556666:role/app')).toBe(false);
    expect(isAbout(role, 'app', 'AwsIamRole')).toBe(true);
    expect(isAbout(role, 'app', 'AwsLambdaFunction')).toBe(false);
  });

  test.for([
    ['cn-north-1', 'arn:aws-cn:s3:::b'],
    ['us-gov-west-1', 'arn:aws-us-gov:s3:::b'],
    ['eu-west-1', 'arn:aws:s3:::b'],
  ] as const)('the partition of %s', ([region, arn]) => {
    const [bucket] = deletions(
      record({
        source: 's3.amazonaws.com',
        event: 'DeleteBucket',
        region,
        request: { bucketName: 'b' },
      }),
    );
    expect(bucket?.names[0]).toEqual({ kind: 'exact', id: arn });
  });

  test('the answer knows the ARN better than the request', () => {
    const [service] = deletions(
      record({
        source: 'ecs.amazonaws.com',
        event: 'DeleteService',
        request: { service: 'web' },
        response: {
          service: { serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/blue/web' },
        },
      }),
    );
    expect(isAbout(service, 'arn:aws:ecs:eu-west-1:111122223333:service/blue/web')).toBe(true);
  });

  test('members that begin with a large or a small letter', () => {
    for (const request of [
      { DBInstanceIdentifier: 'Orders' },
      { dBInstanceIdentifier: 'orders' },
    ]) {
      const [db] = deletions(
        record({ source: 'rds.amazonaws.com', event: 'DeleteDBInstance', request }),
      );
      expect(isAbout(db, `arn:aws:rds:eu-west-1:${ACCOUNT}:db:orders`)).toBe(true);
    }
  });

  test('flow logs and endpoints, in a list or alone, without those that could not be deleted', () => {
    const one = ec2('DeleteFlowLogs', {
      DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-1', tag: 1 } },
    });
    expect(deletions(one).map(({ label }) => label)).toEqual(['fl-1']);
    const two = ec2(
      'DeleteVpcEndpoints',
      {
        DeleteVpcEndpointsRequest: {
          VpcEndpointId: [{ content: 'vpce-1' }, { content: 'vpce-2' }],
        },
      },
      { DeleteVpcEndpointsResponse: { unsuccessful: { item: { resourceId: 'vpce-2' } } } },
    );
    expect(deletions(two).map(({ label }) => label)).toEqual(['vpce-1']);
  });

  test('a function by name, by ARN and by account, but not a version of it', () => {
    const call = (request: unknown) =>
      record({ source: 'lambda.amazonaws.com', event: 'DeleteFunction20150331', request });
    const arn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:resize`;
    for (const functionName of ['resize', arn, `${ACCOUNT}:function:resize`])
      expect(isAbout(deletions(call({ functionName }))[0], arn)).toBe(true);
    expect(ignored(call({ functionName: 'resize', qualifier: '3' }))).toBe('part-of-a-resource');
    expect(ignored(call({ functionName: `${arn}:3` }))).toBe('part-of-a-resource');
  });

  test('images of a registry by digest, without the failures', () => {
    const found = deletions(
      record({
        source: 'ecr.amazonaws.com',
        event: 'BatchDeleteImage',
        request: {
          repositoryName: 'shop',
          imageIds: [{ imageDigest: 'sha256:a' }, { imageDigest: 'sha256:b' }, { imageTag: 'old' }],
        },
        response: { failures: [{ imageId: { imageDigest: 'sha256:b' } }] },
      }),
    );
    expect(found.map(({ label }) => label)).toEqual(['shop/sha256:a']);
  });

  test('a version of a layer', () => {
    const [layer] = deletions(
      record({
        source: 'lambda.amazonaws.com',
        event: 'DeleteLayerVersion20181031',
        request: { layerName: 'deps', versionNumber: 4 },
      }),
    );
    expect(isAbout(layer, `arn:aws:lambda:eu-west-1:${ACCOUNT}:layer:deps:4`)).toBe(true);
  });

  test('load balancers of both generations share one event', () => {
    const call = (request: unknown) =>
      record({
        source: 'elasticloadbalancing.amazonaws.com',
        event: 'DeleteLoadBalancer',
        request,
      });
    expect(deletions(call({ loadBalancerName: 'front' }))[0]?.type).toBe('AwsElbLoadBalancer');
    const arn = `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/front/50dc`;
    expect(deletions(call({ loadBalancerArn: arn }))[0]?.type).toBe('AwsElbv2LoadBalancer');
  });
});

describe('what is no deletion', () => {
  test.for([
    [
      'a refused call',
      record({
        source: 's3.amazonaws.com',
        event: 'DeleteBucket',
        request: { bucketName: 'b' },
        error: 'BucketNotEmpty',
      }),
      'failed-call',
    ],
    [
      'a dry run',
      record({
        source: 'ec2.amazonaws.com',
        event: 'TerminateInstances',
        request: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
        error: 'Client.DryRunOperation',
      }),
      'failed-call',
    ],
    [
      'a key that is only scheduled',
      record({
        source: 'kms.amazonaws.com',
        event: 'ScheduleKeyDeletion',
        request: { keyId: 'k' },
      }),
      'scheduled-only',
    ],
    [
      'a secret that can be restored',
      record({
        source: 'secretsmanager.amazonaws.com',
        event: 'DeleteSecret',
        request: { secretId: 's' },
        response: { aRN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf' },
      }),
      'scheduled-only',
    ],
    [
      'a service-linked role that its service still holds',
      record({
        source: 'iam.amazonaws.com',
        event: 'DeleteServiceLinkedRole',
        request: { roleName: 'AWSServiceRoleForECS' },
      }),
      'part-of-a-resource',
    ],
    [
      'a security group that the event names by its name only',
      record({
        source: 'ec2.amazonaws.com',
        event: 'DeleteSecurityGroup',
        request: { groupName: 'web' },
      }),
      'unknown-resource',
    ],
    [
      'a reading call',
      record({
        source: 's3.amazonaws.com',
        event: 'GetBucketPolicy',
        request: { bucketName: 'b' },
      }),
      'not-a-deletion',
    ],
    [
      'an instance that stops',
      overBus({ 'instance-id': 'i-1', state: 'stopped' }, 'EC2 Instance State-change Notification'),
      'not-a-deletion',
    ],
    ['no event', 'hello', 'unreadable'],
    [
      'an event without a time',
      {
        ...record({
          source: 's3.amazonaws.com',
          event: 'DeleteBucket',
          request: { bucketName: 'b' },
        }),
        eventTime: 'soon',
      },
      'unreadable',
    ],
  ] as const)('%s', ([, event, reason]) => {
    expect(ignored(event)).toBe(reason);
  });
});

describe('resources that go without a call of their own', () => {
  test.for([
    [
      'EC2 Instance State-change Notification',
      { 'instance-id': 'i-1', state: 'terminated' },
      `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
    ],
    [
      'EC2 Instance Terminate Successful',
      { EC2InstanceId: 'i-1' },
      `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
    ],
    [
      'ECS Task State Change',
      { lastStatus: 'STOPPED', taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/blue/0af' },
      'arn:aws:ecs:eu-west-1:111122223333:task/blue/0af',
    ],
    [
      'ECS Task State Change',
      {
        lastStatus: 'STOPPED',
        taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/blue/0af',
        containers: [{ runtimeId: '77ff-1' }],
      },
      '77ff-1',
    ],
    [
      'Config Configuration Item Change',
      {
        configurationItem: {
          configurationItemStatus: 'ResourceDeleted',
          resourceType: 'AWS::EC2::Instance',
          resourceId: 'i-9',
          ARN: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-9',
        },
      },
      'arn:aws:ec2:eu-west-1:111122223333:instance/i-9',
    ],
  ] as const)('%s', ([type, detail, id]) => {
    const found = deletions(overBus(detail, type));
    expect(found.some((deletion) => isAbout(deletion, id))).toBe(true);
  });

  test('a key that KMS deletes at the end of its waiting time, and a secret', () => {
    const arn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f`;
    const event = record({
      source: 'kms.amazonaws.com',
      event: 'DeleteKey',
      rest: {
        eventType: 'AwsServiceEvent',
        resources: [{ ARN: arn, accountId: ACCOUNT, type: 'AWS::KMS::Key' }],
      },
    });
    expect(isAbout(deletions(overBus(event, 'AWS Service Event via CloudTrail'))[0], arn)).toBe(
      true,
    );
    const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf';
    const forced = record({
      source: 'secretsmanager.amazonaws.com',
      event: 'DeleteSecret',
      request: { secretId: 's', forceDeleteWithoutRecovery: true },
      response: { aRN: secret },
    });
    expect(isAbout(deletions(forced)[0], secret)).toBe(true);
  });
});

test('an event that a topic wrapped is read through, at most twice', () => {
  const bucket = overBus(
    record({ source: 's3.amazonaws.com', event: 'DeleteBucket', request: { bucketName: 'b' } }),
  );
  const wrap = (event: unknown) => ({ Type: 'Notification', Message: JSON.stringify(event) });
  expect(readEventText(JSON.stringify(wrap(bucket)))).toHaveProperty('deletions');
  expect(readEvent(wrap(wrap(wrap(bucket))))).toMatchObject({ ignored: 'unreadable' });
});

test('a star in a name is a star and nothing else', () => {
  const [alarm] = deletions(
    record({
      source: 'monitoring.amazonaws.com',
      event: 'DeleteAlarms',
      request: { alarmNames: ['*'] },
    }),
  );
  expect(isAbout(alarm, `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:prod`)).toBe(false);
});

test('whatever arrives, reading ends in an answer', () => {
  const hostile = fc.jsonValue({ maxDepth: 5 });
  fc.assert(
    fc.property(hostile, hostile, fc.constantFrom(...KINDS), (request, response, kind) => {
      const event = record({
        source: `${kind.service}.amazonaws.com`,
        event: kind.events[0] ?? '',
        request,
        response,
      });
      expect(readEvent(event)).toBeTypeOf('object');
      expect(readEvent(request)).toBeTypeOf('object');
    }),
    { numRuns: 300 },
  );
});
