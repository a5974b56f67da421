import { type OutboundRequest, type OutboundResponse, systemTimers } from '@gatehouse/core';
import {
  noOrganization,
  type OrganizationPort,
  type QueueSend,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createEvents, type Events } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const busArn = (name: string, account = ACCOUNT): string =>
  `arn:aws:events:us-east-1:${account}:event-bus/${name}`;
export const ruleArn = (name: string): string => `arn:aws:events:us-east-1:${ACCOUNT}:rule/${name}`;
export const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
export const roleArn = (name: string, account = ACCOUNT): string =>
  `arn:aws:iam::${account}:role/${name}`;

/** What stands for the services that events go to. */
export interface World {
  readonly queued: QueueSend[];
  readonly requests: OutboundRequest[];
  /** Roles that do not trust EventBridge. */
  readonly distrustful: Set<string>;
  answer: (request: OutboundRequest) => OutboundResponse | Error;
}

export interface EventsFixture extends ServiceFixture {
  readonly world: World;
  readonly run: <Output = unknown>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Somebody of another account who may do everything there, as far as that account can tell. */
  readonly stranger: UserPrincipal;
  /** Delivers all that is due, and does what else is due. */
  readonly settle: () => Promise<void>;
}

const createWorld = (): World => ({
  queued: [],
  requests: [],
  distrustful: new Set(),
  answer: () => ({ status: 200, headers: {}, body: '' }),
});

interface Options {
  readonly organizations?: OrganizationPort;
  readonly open?: () => Promise<Store>;
  /** As for suites of emulators: nothing is decided. */
  readonly loose?: boolean;
}

/** What the service reaches others by. */
const portsOf = (world: World) => ({
  queues: {
    send: async (message: QueueSend) => {
      world.queued.push(message);
      return 'sent' as const;
    },
  },
  topics: { publish: async () => 'sent' as const },
  functions: { invokeAsync: async () => 'sent' as const },
  logs: { write: async () => 'sent' as const },
  roles: {
    assume: async () => undefined,
    trusts: async ({ roleArn: arn }: { readonly roleArn: string }) => !world.distrustful.has(arn),
  },
  call: async () => ({}),
  permitsRole: async () => true,
  outbound: {
    send: async (request: OutboundRequest) => {
      world.requests.push(request);
      const answer = world.answer(request);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  },
});

/** The real service; what it reaches others by stands in `world`. */
export const eventsFixture = async ({
  organizations = noOrganization,
  open,
  loose = false,
}: Options = {}): Promise<EventsFixture> => {
  const world = createWorld();
  let events: Events | undefined;
  const fixture = await serviceFixture((deps) => {
    const ports = portsOf(world);
    events = createEvents({
      ...deps,
      ...ports,
      organizations,
      timers: systemTimers,
      acceptsLooseInput: loose,
    });
    return { services: [events.service], organizations, mode: loose ? 'off' : 'enforce' };
  }, open);
  if (events === undefined) throw new Error('the services were not built');
  const made = events;
  const { store, clock } = fixture;
  await store.write(async (tx) => made.service.prepare?.(tx, clock.now()));

  const person = fixture.userWith('stranger', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  return {
    ...fixture,
    world,
    run: (operation, input, options) => fixture.call('events', operation, input, options),
    // The same policies under the ARN by which the fixture knows them.
    stranger: { ...person, account: OTHER_ACCOUNT },
    settle: async () => {
      await made.pump.drain();
      await fixture.runner.runDue();
      await made.pump.drain();
    },
  };
};
