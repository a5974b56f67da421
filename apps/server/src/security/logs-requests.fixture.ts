import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

// Of each pair that names the group, one is enough, and both together are refused.
const OPTIONAL = new Set([
  'logGroupName',
  'logStreamName',
  'policyName',
  'policyDocument',
  'resourceIdentifier',
  'tags',
]);

/** A request of CloudWatch Logs that gets as far as the decision; the group and stream of 1 are to be there. */
export const logsRequest = ({ input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:group${n}`;
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'logs:PutLogEvents',
      Resource: '*',
    },
  });
  const values: Readonly<Record<string, unknown>> = {
    logGroupName: `group${n}`,
    logStreamName: `stream${n}`,
    logGroupIdentifier: arn,
    resourceArn: arn,
    kmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`,
    logEvents: [{ timestamp: 1, message: 'x' }],
    logEventMessages: ['x'],
    filterName: `filter${n}`,
    filterPattern: '',
    retentionInDays: 7,
    destinationName: `destination${n}`,
    destinationArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fn${n}`,
    targetArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fn${n}`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/r${n}`,
    accessPolicy: policy,
    policyName: `policy${n}`,
    policyDocument: policy,
    deletionProtectionEnabled: false,
    metricTransformations: [{ metricName: 'm', metricNamespace: 'n', metricValue: '1' }],
    tagKeys: ['k'],
  };
  const tags = input.members.find(({ name }) => name === 'tags')?.schema.kind === 'map';
  return Object.fromEntries(
    input.members
      .filter(({ name, required }) => required || OPTIONAL.has(name))
      .map(({ name }) => [name, name === 'tags' ? (tags ? { k: 'v' } : ['k']) : values[name]]),
  );
};
