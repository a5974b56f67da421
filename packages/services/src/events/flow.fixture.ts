import type { ArchiveState, RuleState } from '@aws-sdk/client-eventbridge';
import {
  AwsError,
  type OutboundRequest,
  type OutboundResponse,
  systemTimers,
} from '@gatehouse/core';
import {
  type DeliveryOutcome,
  type FunctionPort,
  type LogPort,
  noOrganization,
  type OperationCall,
  type QueueSend,
  type RolePrincipal,
  type Service,
  type ServiceDeps,
  type ServicePublication,
} from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import { serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import type { BusEvent } from './accepted.ts';
import { archiveRef, busRef, ruleRef } from './arns.ts';
import { createEventFlow, type EventFlow, type EventFlowDeps } from './flow.ts';
import { flowMigrations } from './migrations-flow.ts';
import { migrations } from './migrations.ts';
import type { Archive, BusRef, Rule, Target } from './model.ts';
import { archives } from './repositories/archives.ts';
import { rules } from './repositories/rules.ts';
import { targets } from './repositories/targets.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '777788889999';
export const REGION = 'us-east-1';
export const BUS = busRef({ account: ACCOUNT, region: REGION });
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/sender`;

type Invocation = Parameters<FunctionPort['invokeAsync']>[0];
type Lines = Parameters<LogPort['write']>[0];
type OperationRequest = Parameters<OperationCall>[0];

/** What stands for the targets; each of its answers can be set. */
export interface Targets {
  readonly queued: QueueSend[];
  readonly published: ServicePublication[];
  readonly invoked: Invocation[];
  readonly lines: Lines[];
  readonly calls: OperationRequest[];
  readonly requests: OutboundRequest[];
  readonly asked: Parameters<EventFlowDeps['permitsRole']>[0][];
  queue: (message: QueueSend) => DeliveryOutcome | Error | Promise<DeliveryOutcome>;
  function: () => DeliveryOutcome;
  call: () => unknown;
  answer: (
    request: OutboundRequest,
  ) => Partial<OutboundResponse> | Error | Promise<OutboundResponse>;
  permits: boolean;
  trusted: boolean;
}

const createTargets = (): Targets => ({
  queued: [],
  published: [],
  invoked: [],
  lines: [],
  calls: [],
  requests: [],
  asked: [],
  queue: () => 'sent',
  function: () => 'sent',
  call: () => ({}),
  answer: () => ({ status: 200 }),
  permits: true,
  trusted: true,
});

const settled = <Value>(value: Value | Error): Value => {
  if (value instanceof Error) throw value;
  return value;
};

const session = (roleArn: string, sessionName: string): RolePrincipal => ({
  kind: 'assumed-role',
  account: roleArn.split(':')[4] ?? '',
  arn: `arn:aws:sts::${roleArn.split(':')[4]}:assumed-role/sender/${sessionName}`,
  roleArn,
  roleName: 'sender',
  roleId: 'AROASENDER0000000000A',
  sessionName,
  serviceLinked: false,
  tags: new Map(),
  transitiveTagKeys: [],
  session: { issuedAt: new Date(0), expiresAt: new Date(8e15), mfaAuthenticated: false },
  chained: false,
});

type Ports = Omit<EventFlowDeps, keyof ServiceDeps | 'timers'>;

const portsOf = (world: Targets): Ports => ({
  organizations: noOrganization,
  queues: {
    send: async (message) => {
      world.queued.push(message);
      return settled(await world.queue(message));
    },
  },
  topics: {
    publish: async (publication) => {
      world.published.push(publication);
      return 'sent';
    },
  },
  functions: {
    invokeAsync: async (invocation) => {
      world.invoked.push(invocation);
      return world.function();
    },
  },
  logs: {
    write: async (lines) => {
      world.lines.push(lines);
      return 'sent';
    },
  },
  roles: {
    trusts: async () => world.trusted,
    assume: async ({ roleArn, sessionName }) =>
      world.trusted
        ? {
            principal: session(roleArn, sessionName),
            accessKeyId: 'ASIA',
            secretAccessKey: '',
            sessionToken: '',
            expiresAt: new Date(8e15),
          }
        : undefined,
  },
  call: async (request) => {
    world.calls.push(request);
    return settled(world.call());
  },
  outbound: {
    send: async (request) => {
      world.requests.push(request);
      return { status: 200, headers: {}, body: '', ...settled(await world.answer(request)) };
    },
  },
  permitsRole: async (question) => {
    world.asked.push(question);
    return world.permits;
  },
});

export interface FlowFixture extends ServiceFixture {
  readonly flow: EventFlow;
  readonly world: Targets;
  readonly write: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;
  /** A rule with its targets; a pattern or a schedule. */
  readonly rule: (
    name: string,
    pattern: object | string,
    own: readonly (Omit<Target, 'Id'> | string)[],
    more?: { readonly bus?: BusRef; readonly state?: RuleState; readonly roleArn?: string },
  ) => Promise<Rule>;
  readonly archive: (name: string, pattern?: object, days?: number) => Promise<Archive>;
  readonly put: (...events: readonly Partial<BusEvent>[]) => Promise<void>;
  /** Lets so many seconds pass, and what becomes due happen. */
  readonly pass: (seconds: number) => Promise<void>;
  /** The bodies that queues got, parsed. */
  readonly bodies: () => readonly Readonly<Record<string, unknown>>[];
}

const targetsOf = (own: readonly (Omit<Target, 'Id'> | string)[]): readonly Target[] =>
  own.map((target, at) =>
    typeof target === 'string'
      ? { Id: `t${at}`, Arn: target }
      : { ...target, Arn: target.Arn, Id: `t${at}` },
  );

const storeRule = async (
  tx: Tx,
  { changes }: EventFlow,
  rule: Rule,
  own: readonly Target[],
): Promise<Rule> => {
  await rules.put(tx, rule);
  for (const target of own) await targets.put(tx, rule, target);
  await changes.ruleChanged(tx, rule.busArn);
  await changes.scheduleChanged(tx, rule, rule.createdAt);
  return rule;
};

const storeArchive = async (tx: Tx, { changes }: EventFlow, archive: Archive): Promise<Archive> => {
  await archives.insert(tx, archive);
  await changes.archiveChanged(tx, archive);
  return archive;
};

const archiveOf = (
  name: string,
  pattern: object | undefined,
  retentionDays: number,
  createdAt: Date,
): Archive => ({
  ...archiveRef(BUS, name),
  busArn: BUS.arn,
  eventPattern: pattern === undefined ? undefined : JSON.stringify(pattern),
  retentionDays,
  state: 'ENABLED' satisfies ArchiveState,
  createdAt,
  eventCount: 0,
  sizeBytes: 0,
});

const eventOf = (id: string, time: Date, more: Partial<BusEvent>): BusEvent => ({
  busArn: BUS.arn,
  busAccount: ACCOUNT,
  busRegion: REGION,
  id,
  source: 'shop',
  detailType: 'Order',
  account: ACCOUNT,
  region: REGION,
  time,
  resources: [],
  detailText: '{}',
  ...more,
});

const serviceOf = (flow: EventFlow): Service => ({
  id: 'events',
  eventSource: 'events.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'ValidationException',
  operations: {},
  migrations: [...migrations, ...flowMigrations],
  work: flow.work,
});

/** The data plane over a real database, with stand-ins for what targets are. */
export const flowFixture = async (open?: () => Promise<Store>): Promise<FlowFixture> => {
  const world = createTargets();
  let flow: EventFlow | undefined;
  const fixture = await serviceFixture((deps) => {
    flow = createEventFlow({ ...deps, timers: systemTimers, ...portsOf(world) });
    return { services: [serviceOf(flow)] };
  }, open);
  if (flow === undefined) throw new Error('the flow was not made');
  const made = flow;
  const { store, clock, ids, runner } = fixture;
  const write: FlowFixture['write'] = (work) => store.write(work);
  return {
    ...fixture,
    flow: made,
    world,
    write,
    rule: (name, pattern, own, { bus = BUS, state = 'ENABLED', roleArn } = {}) => {
      const when =
        typeof pattern === 'string'
          ? { scheduleExpression: pattern }
          : { eventPattern: JSON.stringify(pattern) };
      const origin = { createdBy: bus.account, createdAt: clock.now() };
      const rule: Rule = { ...ruleRef(bus, name), ...when, state, roleArn, ...origin };
      return write((tx) => storeRule(tx, made, rule, targetsOf(own)));
    },
    archive: (name, pattern, retentionDays = 0) =>
      write((tx) => storeArchive(tx, made, archiveOf(name, pattern, retentionDays, clock.now()))),
    put: (...events) =>
      write((tx) =>
        made.entrance.accept(
          tx,
          events.map((event) => eventOf(ids.uuid(), clock.now(), event)),
        ),
      ),
    pass: async (seconds) => {
      clock.advance({ seconds });
      for (;;) {
        const ran = (await runner.runDue()) + (await made.pump.drain());
        if (ran === 0) return;
      }
    },
    bodies: () => world.queued.map(({ body }) => JSON.parse(body)),
  };
};

export const refusal = (code: string, status = 400): AwsError =>
  new AwsError(code, 'refused', { status });
