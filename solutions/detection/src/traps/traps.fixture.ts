import { createHash } from 'node:crypto';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { type Clients, createClients } from '@gatehouse/clients';
import { type Clock, silentLog, systemClock, systemIds, systemPause } from '@gatehouse/core';
import { createVault } from '@gatehouse/service-kit';
import { type LeasedWork, memoryStore, type Store } from '@gatehouse/store';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { isProblem, readTrailEvent } from '../events/read-trail-event.ts';
import type { Signal, TrailEvent } from '../model.ts';
import type { ApisOf } from './apis.ts';
import { KEEPER_ROLE, KEEPER_SESSION, keeperPolicy, keeperTrust } from './keeper-policy.ts';
import { TEND } from './keeper.ts';
import { trapMigrations } from './migrations.ts';
import type { TrapChoice } from './model.ts';
import { TRAP_DEFAULTS, type TrapSettings } from './settings.ts';
import { createTraps, type Traps } from './traps.ts';

export const ACCOUNT = '111122223333';
const SECURITY = '777788889999';
export const REGION = 'us-east-1';
export const KEEPER_ARN = `arn:aws:iam::${ACCOUNT}:role/${KEEPER_ROLE}`;

export const choice = (given: Partial<TrapChoice> & Pick<TrapChoice, 'kind'>): TrapChoice => ({
  place: { account: ACCOUNT, region: REGION },
  rotateDays: undefined,
  console: false,
  assumable: true,
  name: undefined,
  note: '',
  ...given,
});

export const SETTINGS: TrapSettings = {
  ...TRAP_DEFAULTS,
  accounts: [ACCOUNT],
  roleArnOf: (account) => `arn:aws:iam::${account}:role/${KEEPER_ROLE}`,
  sessionName: KEEPER_SESSION,
};

export const vault = createVault(createHash('sha256').update('traps').digest(), systemIds);

type Caller = ReturnType<StartedCloud['client']>;

export interface Apis {
  readonly iam: IAM;
  readonly sts: STS;
  readonly s3: S3;
  readonly dynamodb: DynamoDB;
  readonly secrets: SecretsManager;
  readonly ssm: SSM;
  readonly trail: CloudTrail;
}

export const apisAs = (caller: Caller): Apis => ({
  iam: new IAM(caller),
  sts: new STS(caller),
  s3: new S3(caller),
  dynamodb: new DynamoDB(caller),
  secrets: new SecretsManager(caller),
  ssm: new SSM(caller),
  trail: new CloudTrail(caller),
});

export interface TrapStage {
  readonly cloud: StartedCloud;
  readonly store: Store;
  readonly clients: Clients;
  /** An administrator of the account that traps stand in. */
  readonly admin: Apis;
  traps(more?: {
    settings?: Partial<TrapSettings>;
    store?: Store;
    apisOf?: ApisOf;
    clock?: Clock;
  }): Traps;
  /** A user of the account with these statements as their policy. */
  user(
    name: string,
    ...statements: readonly object[]
  ): Promise<Apis & { readonly caller: Caller; readonly arn: string }>;
  advance(by: string): Promise<void>;
  /** What CloudTrail told since last asked, management and data events, until one fits that is not the keeper's. */
  eventsUntil(fits: (event: TrailEvent) => boolean): Promise<readonly TrailEvent[]>;
  stop(): Promise<void>;
}

const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

const keysOf = async (iam: IAM, UserName: string): Promise<Caller['credentials']> => {
  const { AccessKey: key } = await iam.createAccessKey({ UserName });
  return {
    accessKeyId: key?.AccessKeyId ?? '',
    secretAccessKey: key?.SecretAccessKey ?? '',
  };
};

/** Gatehouse's own user in the security account, and the role by which it keeps traps. */
const deployKeeper = async (cloud: StartedCloud): Promise<Caller['credentials']> => {
  const security = new IAM(cloud.client('security'));
  await security.createUser({ UserName: 'gatehouse' });
  await security.putUserPolicy({
    UserName: 'gatehouse',
    PolicyName: 'assume',
    PolicyDocument: document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:aws:iam::*:role/${KEEPER_ROLE}`,
    }),
  });
  const workloads = new IAM(cloud.client('workloads'));
  await workloads.createRole({
    RoleName: KEEPER_ROLE,
    AssumeRolePolicyDocument: JSON.stringify(
      keeperTrust(`arn:aws:iam::${SECURITY}:user/gatehouse`),
    ),
  });
  await workloads.putRolePolicy({
    RoleName: KEEPER_ROLE,
    PolicyName: 'baseline',
    PolicyDocument: JSON.stringify(keeperPolicy({ account: ACCOUNT })),
  });
  return keysOf(security, 'gatehouse');
};

/** A queue that gets every call of the account. */
const listen = async (cloud: StartedCloud): Promise<() => Promise<readonly TrailEvent[]>> => {
  const config = cloud.client('workloads');
  const [sqs, bridge] = [new SQS(config), new EventBridge(config)];
  const { QueueUrl } = await sqs.createQueue({
    QueueName: 'calls',
    Attributes: {
      Policy: document({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      }),
    },
  });
  await bridge.putRule({
    Name: 'calls',
    State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    EventPattern: JSON.stringify({
      detail: { eventSource: [{ 'anything-but': ['sqs.amazonaws.com', 'events.amazonaws.com'] }] },
    }),
  });
  await bridge.putTargets({
    Rule: 'calls',
    Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:calls` }],
  });
  return async () => {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 600,
    });
    return Messages.flatMap(({ Body = '' }) => {
      // What EventBridge sent is an object with the record in it.
      const { detail } = JSON.parse(Body) as { detail: unknown };
      const event = readTrailEvent(detail);
      return isProblem(event) ? [] : [event];
    });
  };
};

const PATIENCE = 400;
const PAUSE_MILLISECONDS = 25;

const isKeeper = ({ actor }: TrailEvent): boolean => actor.sessionName === KEEPER_SESSION;

const eventsUntil = async (
  receive: () => Promise<readonly TrailEvent[]>,
  fits: (event: TrailEvent) => boolean,
): Promise<readonly TrailEvent[]> => {
  const events: TrailEvent[] = [];
  for (let look = 0; look < PATIENCE; look += 1) {
    const batch = await receive();
    events.push(...batch);
    // A queue promises no order: what else waits belongs to it.
    if (batch.length === 0 && events.some((event) => !isKeeper(event) && fits(event)))
      return events;
    if (batch.length === 0) await systemPause(PAUSE_MILLISECONDS);
  }
  throw new Error(`no such event among ${events.map(({ name }) => name).join(' ')}`);
};

export const trapStage = async (): Promise<TrapStage> => {
  const cloud = await startCloud({ clock: 'manual' });
  const keys = await deployKeeper(cloud);
  const receive = await listen(cloud);
  let offset = 0;
  const moved: Clock = { now: () => new Date(systemClock.now().getTime() + offset) };
  const clients = createClients({
    endpoint: cloud.aws,
    region: REGION,
    credentials: () => Promise.resolve(keys),
    clock: moved,
    userAgent: 'gatehouse-detection',
  });
  const store = await memoryStore(trapMigrations);
  const admin = apisAs(cloud.client('workloads'));
  return {
    cloud,
    store,
    clients,
    admin,
    traps: ({ settings = {}, store: own = store, apisOf, clock: other = moved } = {}) =>
      createTraps({
        store: own,
        clock: other,
        ids: systemIds,
        log: silentLog,
        clients,
        vault,
        pause: systemPause,
        settings: { ...SETTINGS, ...settings },
        apisOf,
      }),
    user: async (UserName, ...statements) => {
      const { User } = await admin.iam.createUser({ UserName });
      if (statements.length > 0)
        await admin.iam.putUserPolicy({
          UserName,
          PolicyName: 'own',
          PolicyDocument: document(...statements),
        });
      const caller = cloud.clientWith(await keysOf(admin.iam, UserName));
      return { ...apisAs(caller), caller, arn: User?.Arn ?? '' };
    },
    advance: async (by) => {
      const answer = await fetch(`${cloud.aws}/_gatehouse/clock`, {
        method: 'POST',
        body: JSON.stringify({ advance: by }),
      });
      // The server's own answer.
      const { now } = (await answer.json()) as { now: string };
      offset = new Date(now).getTime() - systemClock.now().getTime();
    },
    eventsUntil: (fits) => eventsUntil(receive, fits),
    stop: async () => {
      clients.close();
      await cloud.stop();
    },
  };
};

/** What a signal says, in short. */
export const brief = ({ rule, event }: Signal): string =>
  `${rule.id} ${event.name}${event.errorCode === undefined ? '' : ` ${event.errorCode}`}`;

/** As a runner gives it to a handler. */
export const leased = (key: string): LeasedWork => ({
  kind: TEND,
  key,
  payload: '',
  dueAt: new Date(0),
  attempts: 1,
  lease: systemIds.uuid(),
  version: 1,
});
