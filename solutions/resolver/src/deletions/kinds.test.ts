import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS } from './kinds.ts';
import { ACCOUNT, deletions, ignored, isAbout, overBus, record } from './record.fixture.ts';

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

const item = (instanceId: string, name: string): object => ({ instanceId, currentState: { name } });

const deleteFunction = (request: unknown): object =>
  record({ source: 'lambda.amazonaws.com', event: 'DeleteFunction20150331', request });

const deleteBalancer = (request: unknown): object =>
  record({ source: 'elasticloadbalancing.amazonaws.com', event: 'DeleteLoadBalancer', request });

const ec2 = (event: string, request: unknown, response?: unknown): object =>
  record({ source: 'ec2.amazonaws.com', event, request, response });

describe('what an event does not say aloud', () => {
  test('several instances in one call, and only those that really go', () => {
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
    const arn = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:resize`;
    for (const functionName of ['resize', arn, `${ACCOUNT}:function:resize`])
      expect(isAbout(deletions(deleteFunction({ functionName }))[0], arn)).toBe(true);
    expect(ignored(deleteFunction({ functionName: 'resize', qualifier: '3' }))).toBe(
      'part-of-a-resource',
    );
    expect(ignored(deleteFunction({ functionName: `${arn}:3` }))).toBe('part-of-a-resource');
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
    expect(deletions(deleteBalancer({ loadBalancerName: 'front' }))[0]?.type).toBe(
      'AwsElbLoadBalancer',
    );
    const arn = `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/front/50dc`;
    expect(deletions(deleteBalancer({ loadBalancerArn: arn }))[0]?.type).toBe(
      'AwsElbv2LoadBalancer',
    );
  });
});
