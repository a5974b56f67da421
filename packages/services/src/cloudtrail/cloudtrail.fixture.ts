import { AwsError, type Ids, systemTimers } from '@gatehouse/core';
import {
  AUDIT_TOPIC,
  type AuditEntry,
  type AuditLog,
  type DeliveryOutcome,
  type LogPort,
  noOrganization,
  type OperationCall,
  type OrganizationPort,
  parseAuditEntries,
  type RolePrincipal,
  type ServicePublication,
  type ServiceSession,
} from '@gatehouse/service-kit';
import { drainOutbox, type Store, type Tx } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import type { CloudTrailDeps, NewObject, TrailPorts } from './deps.ts';
import { type CloudTrail, createCloudTrail, recordEvents } from './index.ts';

export const ACCOUNT = '111122223333';

type Lines = Parameters<LogPort['write']>[0];
type Asked = Parameters<OperationCall>[0];

/** The services that a trail delivers to, as a test wants them. */
export interface TrailWorld {
  readonly objects: NewObject[];
  readonly lines: Lines[];
  readonly notices: ServicePublication[];
  readonly calls: Asked[];
  readonly published: AuditEntry[];
  /** What S3 says of each bucket; default: nothing. */
  bucket: (name: string) => string | undefined;
  topic: DeliveryOutcome;
  group: DeliveryOutcome;
  role: boolean;
  call: (asked: Asked) => AwsError | undefined;
}

const principal: RolePrincipal = {
  kind: 'assumed-role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/logs/CloudTrail`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/logs`,
  roleName: 'logs',
  roleId: 'AROALOGS000000000000A',
  sessionName: 'CloudTrail',
  serviceLinked: false,
  tags: new Map(),
  transitiveTagKeys: [],
  session: { issuedAt: new Date(0), expiresAt: new Date(0), mfaAuthenticated: false },
  chained: false,
};

const session: ServiceSession = {
  principal,
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: '',
  sessionToken: '',
  expiresAt: new Date(0),
};

const createWorld = (): TrailWorld => ({
  objects: [],
  lines: [],
  notices: [],
  calls: [],
  published: [],
  bucket: () => undefined,
  topic: 'sent',
  group: 'sent',
  role: true,
  call: () => undefined,
});

const portsOf = (world: TrailWorld): TrailPorts => ({
  timers: systemTimers,
  objects: {
    check: async ({ bucket }) => world.bucket(bucket),
    write: async (object) => {
      const problem = world.bucket(object.bucket);
      if (problem === undefined) world.objects.push(object);
      return problem;
    },
  },
  logs: {
    write: async (lines) => {
      if (world.group === 'sent') world.lines.push(lines);
      return world.group;
    },
  },
  topics: {
    publish: async (publication) => {
      if (world.topic === 'sent') world.notices.push(publication);
      return world.topic;
    },
    mayPublish: async () => world.topic === 'sent',
  },
  roles: { assume: async () => (world.role ? session : undefined) },
  call: async (asked) => {
    world.calls.push(asked);
    const problem = world.call(asked);
    if (problem !== undefined) throw problem;
    // What a key's user says who only asked whether he may.
    if (asked.service === 'kms') throw new AwsError('DryRunOperationException', 'It would work.');
    return {};
  },
  publish: async (_tx, entries) => {
    world.published.push(...entries);
  },
});

export interface CloudTrailFixture extends ServiceFixture {
  readonly world: TrailWorld;
  readonly cloudTrail: CloudTrail;
  /** An operation of the service under test. */
  readonly trail: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Puts events into the history, and gives trails theirs, as if calls had left them. */
  readonly record: (entries: readonly AuditEntry[]) => Promise<void>;
  /** What the service schedules at a start. */
  readonly prepare: (tx: Tx) => Promise<void>;
  /** Lets time pass, and what is due then be done. */
  readonly pass: (duration: Parameters<ServiceFixture['clock']['advance']>[0]) => Promise<void>;
}

/** What the server does between the outbox and the event history. */
const sink = async (
  tx: Tx,
  cloudTrail: CloudTrail,
  entries: readonly AuditEntry[],
): Promise<void> => {
  await recordEvents(tx, entries);
  await cloudTrail.follow(tx, entries);
};

const moveEvents = async (store: Store, cloudTrail: CloudTrail): Promise<void> => {
  await drainOutbox(store, AUDIT_TOPIC, 1000, (tx, rows) =>
    sink(
      tx,
      cloudTrail,
      rows.flatMap(({ payload }) => parseAuditEntries(payload)),
    ),
  );
};

/** The real service over an in-memory database. */
export const cloudTrailFixture = async (
  organizations: OrganizationPort = noOrganization,
  given: Pick<CloudTrailDeps, 'acceptsLooseInput'> & {
    readonly open?: () => Promise<Store>;
    /** Of several nodes on one database no two may count alike. */
    readonly ids?: Ids;
  } = {},
): Promise<CloudTrailFixture> => {
  const world = createWorld();
  const made: CloudTrail[] = [];
  const { open, ...loose } = given;
  const fixture = await serviceFixture((deps) => {
    const audit: AuditLog = {
      ...deps.audit,
      flush: async () => {
        await deps.audit.flush();
        await moveEvents(deps.store, cloudTrail);
      },
    };
    const cloudTrail: CloudTrail = createCloudTrail({
      ...deps,
      ...portsOf(world),
      ...loose,
      organizations,
      audit,
    });
    made.push(cloudTrail);
    return { organizations, services: [cloudTrail.service], dataEvents: cloudTrail.dataEvents };
  }, open);
  const [cloudTrail] = made;
  if (cloudTrail === undefined) throw new Error('the service was not made');
  return {
    ...fixture,
    world,
    cloudTrail,
    trail: (operation, input = {}, options) =>
      fixture.call('cloudtrail', operation, input, options),
    prepare: async (tx) => cloudTrail.service.prepare?.(tx, fixture.clock.now()),
    record: (entries) => fixture.store.write((tx) => sink(tx, cloudTrail, entries)),
    pass: async (duration) => {
      fixture.clock.advance(duration);
      await fixture.runner.runDue();
      await cloudTrail.pump.drain();
    },
  };
};
