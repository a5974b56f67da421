import { assert, constantFrom, jsonValue, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS } from './kinds.ts';
import { readEvent, readEventText } from './read-event.ts';
import { ACCOUNT, deletions, ignored, isAbout, overBus, record } from './record.fixture.ts';

const wrap = (event: unknown): object => ({ Type: 'Notification', Message: JSON.stringify(event) });

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
  expect(readEventText(JSON.stringify(wrap(bucket)), 'bus')).toHaveProperty('deletions');
  expect(readEvent(wrap(wrap(wrap(bucket))), 'bus')).toMatchObject({ ignored: 'unreadable' });
});

describe('what anybody could have written', () => {
  const detail = record({
    source: 's3.amazonaws.com',
    event: 'DeleteBucket',
    request: { bucketName: 'b' },
  });
  const terminated = { 'instance-id': 'i-1', state: 'terminated' };

  test.for([
    ['a record', overBus(detail)],
    ['a change of state', overBus(terminated, 'EC2 Instance State-change Notification')],
  ] as const)('%s is believed of AWS alone, which names itself as the source', ([, event]) => {
    for (const source of ['shop', 'AWS.s3', 'aws', 'my.aws.s3', '', undefined, ['aws.s3']])
      for (const forged of [{ ...event, source }, wrap({ ...event, source })])
        expect(readEvent(forged, 'bus')).toEqual({ ignored: 'not-by-aws', what: 'event' });
  });

  test('a record without an event around it is believed of an event history alone', () => {
    expect(readEvent(detail, 'bus')).toMatchObject({ ignored: 'unreadable' });
    expect(readEvent(wrap(detail), 'bus')).toMatchObject({ ignored: 'unreadable' });
    expect(readEvent(detail, 'history')).toHaveProperty('deletions');
  });

  test('account and Region are those of the event, whatever its detail says', () => {
    const event = overBus({
      ...detail,
      recipientAccountId: '999988887777',
      awsRegion: 'eu-west-9',
    });
    expect(deletions(event)).toMatchObject([{ account: ACCOUNT, region: 'eu-west-1' }]);
    expect(readEvent({ ...event, account: undefined }, 'bus')).toMatchObject({
      ignored: 'unreadable',
    });
  });
});

test.for([
  ['sqs', 'DeleteQueue', { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/999988887777/jobs' }],
  [
    'lambda',
    'DeleteFunction20150331',
    { functionName: 'arn:aws:lambda:eu-west-1:999988887777:function:jobs' },
  ],
  ['lambda', 'DeleteFunction20150331', { functionName: '999988887777:function:jobs' }],
  ['sns', 'DeleteTopic', { topicArn: 'arn:aws:sns:eu-west-1:999988887777:jobs' }],
] as const)(
  'what the caller deleted in another account is none of its own: %s %s',
  ([service, event, request]) => {
    const call = record({ source: `${service}.amazonaws.com`, event, request });
    expect(readEvent(overBus(call), 'bus')).toHaveProperty('ignored');
  },
);

test('what no finding can name is nothing to look for', () => {
  for (const bucketName of ['b\u0000', 'b'.repeat(600)]) {
    const call = record({
      source: 's3.amazonaws.com',
      event: 'DeleteBucket',
      request: { bucketName },
    });
    expect(ignored(call)).toBe('unknown-resource');
  }
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
  const hostile = jsonValue({ maxDepth: 5 });
  assert(
    property(hostile, hostile, constantFrom(...KINDS), (request, response, kind) => {
      const event = record({
        source: `${kind.service}.amazonaws.com`,
        event: kind.events[0] ?? '',
        request,
        response,
      });
      expect(readEvent(event, 'history')).toBeTypeOf('object');
      expect(readEvent(request, 'bus')).toBeTypeOf('object');
    }),
    { numRuns: 300 },
  );
});
