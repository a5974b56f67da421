import type { Mail, OutboundRequest } from '@gatehouse/core';
import {
  noOrganization,
  type Principal,
  type PrincipalPort,
  type QueuePort,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../index.ts';
import type { SnsDeps } from './deps.ts';
import { createSns, type Sns } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const BASE = 'http://127.0.0.1:4566';
export const topicArn = (name: string): string => `arn:aws:sns:us-east-1:${ACCOUNT}:${name}`;
export const queueArn = (name: string, account = ACCOUNT): string =>
  `arn:aws:sqs:us-east-1:${account}:${name}`;

type Queued = Parameters<QueuePort['send']>[0];

/** What stands for the world outside; each of its answers can be set. */
export interface World {
  readonly mails: Mail[];
  readonly requests: OutboundRequest[];
  readonly queued: Queued[];
  /** Status of an answer, or an error that there was none. */
  answer: (request: OutboundRequest) => number | Error;
  queue: (message: Queued) => Awaited<ReturnType<QueuePort['send']>> | Error;
  mail: (mail: Mail) => Error | undefined;
}

export interface SnsFixture extends ServiceFixture {
  readonly sns: Sns;
  readonly world: World;
  readonly call: ServiceFixture['call'];
  readonly run: <Output = unknown>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Somebody of another account who may do everything there, as far as that account can tell. */
  readonly stranger: UserPrincipal;
  /** A topic's ARN. */
  readonly topic: (name: string, attributes?: Readonly<Record<string, string>>) => Promise<string>;
  /** ARN of a confirmed subscription of a queue. */
  readonly queueSubscription: (
    topic: string,
    queue: string,
    attributes?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  /** Lets so many seconds pass, and what becomes due happen. */
  readonly pass: (seconds: number) => Promise<void>;
}

const createWorld = (): World => ({
  mails: [],
  requests: [],
  queued: [],
  answer: () => 200,
  queue: () => 'sent',
  mail: () => undefined,
});

const settled = <Value>(value: Value | Error): Value => {
  if (value instanceof Error) throw value;
  return value;
};

const portsOf = (world: World): Pick<SnsDeps, 'mailer' | 'outbound' | 'queues'> => ({
  mailer: {
    send: async (mail) => {
      const refusal = world.mail(mail);
      if (refusal !== undefined) throw refusal;
      world.mails.push(mail);
    },
  },
  outbound: {
    send: async (request) => {
      world.requests.push(request);
      return { status: settled(world.answer(request)), headers: {}, body: '' };
    },
  },
  queues: {
    send: async (message) => {
      world.queued.push(message);
      return settled(world.queue(message));
    },
  },
});

const nobody: PrincipalPort = { idOf: async () => undefined, arnOf: async () => undefined };

/** The fixture knows policies by ARN: this one is the administrator's, so only the account differs. */
const strangerOf = (admin: ServiceFixture['admin']): ServiceFixture['admin'] => ({
  ...admin,
  account: OTHER_ACCOUNT,
  tags: new Map(),
});

/** The real service over an in-memory database, with a stand-in for the network. */
export const snsFixture = async (
  settings: { readonly open?: () => Promise<Store>; readonly loose?: boolean } = {},
): Promise<SnsFixture> => {
  const world = createWorld();
  let sns: Sns | undefined;
  let fixture: ServiceFixture | undefined;
  const ask: SnsDeps['call'] = ({ service, operation, input, principal, region }) =>
    fixture === undefined
      ? Promise.reject(new Error('the fixture is not there yet'))
      : fixture.call(service, operation, input, { as: principal, region });
  const links = (operation: string, input: unknown, as: { principal: Principal; region: string }) =>
    ask({ service: 'sns', operation, input, ...as, by: 'sns.amazonaws.com' });
  fixture = await serviceFixture((deps) => {
    const kms = createKms({ ...deps, principals: nobody, organizations: noOrganization });
    sns = createSns({
      ...deps,
      keys: kms.keys,
      call: ask,
      links,
      organizations: noOrganization,
      baseUrl: () => BASE,
      ...portsOf(world),
      acceptsLooseInput: settings.loose ?? false,
    });
    return {
      services: [sns.service, kms.service],
      dataEvents: { wants: () => true },
      ...(settings.loose === true ? { mode: 'off' } : {}),
    };
  }, settings.open);
  if (sns === undefined) throw new Error('the service was not made');
  const made = fixture;
  const run: SnsFixture['run'] = (operation, input, options) =>
    made.call('sns', operation, input, options);
  return {
    ...made,
    sns,
    world,
    run,
    stranger: strangerOf(made.admin),
    topic: async (Name, Attributes) =>
      (await run<{ TopicArn: string }>('CreateTopic', { Name, Attributes })).TopicArn,
    queueSubscription: async (TopicArn, queue, Attributes) =>
      (
        await run<{ SubscriptionArn: string }>('Subscribe', {
          TopicArn,
          Protocol: 'sqs',
          Endpoint: queueArn(queue),
          Attributes,
        })
      ).SubscriptionArn,
    pass: async (seconds) => {
      made.clock.advance({ seconds });
      await made.runner.runDue();
    },
  };
};
