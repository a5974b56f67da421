import { gunzipSync } from 'node:zlib';
import type { Ids } from '@gatehouse/core';
import {
  type DeliveryOutcome,
  type FunctionPort,
  noOrganization,
  type RolePrincipal,
  type PrincipalPort,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../index.ts';
import type { MetricPoint } from './deps.ts';
import { createLogs, type Logs } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:reader`;
export const groupArn = (name: string): string =>
  `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${name}`;

export interface Received {
  readonly functionArn: string;
  readonly source: string;
  readonly sourceArn: string;
  readonly messageType: string;
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly { id: string; timestamp: number; message: string }[];
}

export interface LogsFixture extends ServiceFixture {
  readonly port: Logs['port'];
  readonly logs: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** What functions got, without what only asks for their health. */
  readonly received: () => readonly Received[];
  readonly control: () => readonly Received[];
  /** What the next invocations come to; default: sent. */
  readonly answerWith: (
    answer: (functionArn: string, source: string) => DeliveryOutcome | Error,
  ) => void;
  /** What metric filters made; not what the service tells of itself. */
  readonly points: () => readonly MetricPoint[];
  /** ARN of a KMS key that lets CloudWatch Logs use it for groups whose name begins so. */
  readonly groupKey: (prefix: string) => Promise<string>;
  /** Makes a group and a stream. */
  readonly stream: (group: string, stream: string) => Promise<void>;
  /** Puts messages, a millisecond apart and ending now. */
  readonly put: (group: string, stream: string, ...messages: readonly string[]) => Promise<void>;
  readonly messages: (group: string, more?: object) => Promise<readonly string[]>;
  /** What the start of a server does. */
  readonly prepare: () => Promise<void>;
}

const decoded = (
  functionArn: string,
  payload: string,
  source: string,
  sourceArn: string,
): Received => {
  const { awslogs } = JSON.parse(payload) as { awslogs: { data: string } };
  const text = gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8');
  const message = JSON.parse(text) as Omit<Received, 'functionArn' | 'source' | 'sourceArn'>;
  return { functionArn, source, sourceArn, ...message };
};

type Answer = (functionArn: string, source: string) => DeliveryOutcome | Error;

const takesAll: Answer = () => 'sent';

/** Functions that keep what they get. */
const reachedFunctions = () => {
  const received: Received[] = [];
  let answer: Answer = takesAll;
  const functions: FunctionPort = {
    invokeAsync: async ({ functionArn, payload, source }) => {
      const outcome = answer(functionArn, source.service);
      if (outcome instanceof Error) throw outcome;
      if (outcome === 'sent')
        received.push(decoded(functionArn, payload, source.service, source.sourceArn));
      return outcome;
    },
  };
  return {
    functions,
    answerWith: (next: Answer): void => {
      answer = next;
    },
    ofType: (type: string): readonly Received[] =>
      received.filter(({ messageType }) => messageType === type),
  };
};

interface Settings {
  readonly open?: () => Promise<Store>;
  /** Default: the fixture's, which count up; several nodes of one database need others. */
  readonly ids?: Ids;
}

const nobody: PrincipalPort = { idOf: async () => undefined, arnOf: async () => undefined };

const makeGroupKey = async (fixture: ServiceFixture, prefix: string): Promise<string> => {
  const owner = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const Statement = [
    { Effect: 'Allow', Principal: owner, Action: 'kms:*', Resource: '*' },
    {
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groupArn(`${prefix}*`) } },
    },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const { KeyMetadata } = await fixture.call<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', {
    Policy,
  });
  return KeyMetadata.Arn;
};

/** The real service over an in-memory database; functions are somebody else's. */
export const logsFixture = async ({ open, ids }: Settings = {}): Promise<LogsFixture> => {
  const points: MetricPoint[] = [];
  const reached = reachedFunctions();
  let made: Logs | undefined;
  const fixture: ServiceFixture = await serviceFixture((deps) => {
    const kms = createKms({ ...deps, principals: nobody, organizations: noOrganization });
    made = createLogs({
      ...deps,
      keys: kms.keys,
      ids: ids ?? deps.ids,
      organizations: noOrganization,
      functions: reached.functions,
      call: ({ service, operation, input, principal, region }) =>
        fixture.call(service, operation, input, { as: principal, region }),
      metrics: {
        record: async (_tx, found) =>
          void points.push(...found.filter(({ namespace }) => namespace !== 'AWS/Logs')),
      },
    });
    return { services: [made.service, kms.service] };
  }, open);
  if (made === undefined) throw new Error('the service was not made');
  const { port, service } = made;
  const logs: LogsFixture['logs'] = (operation, input, options) =>
    fixture.call('logs', operation, input, options);
  return {
    ...fixture,
    port,
    logs,
    received: () => reached.ofType('DATA_MESSAGE'),
    control: () => reached.ofType('CONTROL_MESSAGE'),
    answerWith: reached.answerWith,
    points: () => points,
    groupKey: (prefix) => makeGroupKey(fixture, prefix),
    stream: async (logGroupName, logStreamName) => {
      await logs('CreateLogGroup', { logGroupName });
      await logs('CreateLogStream', { logGroupName, logStreamName });
    },
    put: async (logGroupName, logStreamName, ...messages) => {
      const now = fixture.clock.now().getTime();
      const logEvents = messages.map((message, at) => ({
        timestamp: now - messages.length + 1 + at,
        message,
      }));
      await logs('PutLogEvents', { logGroupName, logStreamName, logEvents });
    },
    messages: async (logGroupName, more = {}) => {
      const { events } = await logs<{ events: { message: string }[] }>('FilterLogEvents', {
        logGroupName,
        ...more,
      });
      return events.map(({ message }) => message);
    },
    prepare: () => fixture.store.write(async (tx) => service.prepare?.(tx, fixture.clock.now())),
  };
};

/** The session of a function's role; which policies it has is said by the session itself. */
export const roleSession = (): RolePrincipal => ({
  kind: 'assumed-role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/reader`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
  roleName: 'reader',
  roleId: 'AROAEXAMPLE0000000000',
  sessionName: 'reader',
  serviceLinked: false,
  tags: new Map(),
  transitiveTagKeys: [],
  chained: false,
  session: {
    issuedAt: new Date('2026-03-02T09:00:00Z'),
    expiresAt: new Date('2026-03-02T11:00:00Z'),
    mfaAuthenticated: false,
  },
});
