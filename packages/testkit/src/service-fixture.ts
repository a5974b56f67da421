import { type Clock, type Ids, type Log, silentLog, systemTimers } from '@gatehouse/core';
import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  AUDIT_TOPIC,
  type AuditEntry,
  createAuditLog,
  createAuthorizationMessages,
  createAuthorizer,
  createDispatcher,
  createPageTokens,
  createVault,
  type IdentityPort,
  type OrganizationPort,
  noOrganization,
  parseAuditEntries,
  type Principal,
  type PrincipalPolicies,
  type Service,
  type ServiceDeps,
  tagMigrations,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import {
  createWorkRunner,
  drainOutbox,
  memoryStore,
  migrate,
  type Store,
  type WorkRunner,
} from '@gatehouse/store';
import { countingIds } from './counting-ids.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** The services under test with whatever ports they offer to the kit. */
export interface FixtureServices {
  readonly services: readonly Service[];
  /** Real policies of principals; without it, those given to `userWith`. */
  readonly identity?: IdentityPort;
  readonly organizations?: OrganizationPort;
}

export interface CallOptions {
  /** Default: `admin`. */
  readonly as?: Principal;
  /** Default: us-east-1. */
  readonly region?: string;
  readonly sourceIp?: string;
}

export interface ServiceFixture {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly ids: Ids;
  readonly runner: WorkRunner;
  /** A user of 111122223333 who may do everything. */
  readonly admin: UserPrincipal;
  /** A user with these policy documents and no others. */
  userWith(name: string, ...documents: readonly object[]): UserPrincipal;
  /** An operation's output, through authorization, transaction and audit; rejects with AwsError. */
  call<Output>(
    service: string,
    operation: string,
    input: unknown,
    options?: CallOptions,
  ): Promise<Output>;
  /** The audit entries recorded since the last time this was asked, oldest first. */
  events(): Promise<readonly AuditEntry[]>;
}

const ACCOUNT = '111122223333';
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

const named = (id: string, document: object): NamedPolicy => ({
  id,
  policy: compilePolicy(JSON.stringify(document), 'identity'),
});

const user = (name: string, id: string): UserPrincipal => ({
  kind: 'user',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
  id,
  name,
  tags: new Map(),
});

/** Principals whose policies the test states itself. */
const statedPolicies = () => {
  const stated = new Map<string, PrincipalPolicies>();
  const identity: IdentityPort = {
    policiesOf: (principal) =>
      ('arn' in principal ? stated.get(principal.arn) : undefined) ?? { identity: [] },
  };
  return { stated, identity };
};

/** A store with everything the kit and the services keep in it. */
const openStore = async (services: readonly Service[], store: Store): Promise<void> =>
  migrate(store, [...tagMigrations, ...services.flatMap(({ migrations }) => migrations)]);

/** Real services over a private in-memory database, with the real policy engine, transactions and audit. */
export const serviceFixture = async (
  build: (deps: ServiceDeps) => FixtureServices,
): Promise<ServiceFixture> => {
  const clock = manualClock('2026-03-02T10:00:00Z');
  const ids = countingIds();
  const log: Log = silentLog;
  const store = await memoryStore();
  const vault = createVault(Buffer.alloc(32, 7), ids);
  const audit = createAuditLog({ store, clock, timers: systemTimers, log });
  const messages = createAuthorizationMessages(vault);
  const deps: ServiceDeps = {
    store,
    clock,
    ids,
    log,
    vault,
    pages: createPageTokens(vault),
    audit,
    messages,
    delaySeconds: 5,
  };
  const built = build(deps);
  await openStore(built.services, store);
  const { stated, identity } = statedPolicies();
  const authorizer = createAuthorizer({
    mode: 'enforce',
    identity: built.identity ?? identity,
    organizations: built.organizations ?? noOrganization,
    rcpServices: new Set(['s3', 'sts', 'kms', 'sqs', 'secretsmanager']),
    messages,
    log,
  });
  const dispatcher = createDispatcher({
    services: built.services,
    store,
    authorizer,
    audit,
    clock,
    ids,
    log,
  });
  const admin = user('admin', 'AIDAADMIN0000000000AA');
  stated.set(admin.arn, {
    identity: [named('everything', { Version: '2012-10-17', Statement: EVERYTHING })],
  });

  return {
    store,
    clock,
    ids,
    admin,
    runner: createWorkRunner({
      store,
      clock: clock as Clock,
      timers: systemTimers,
      ids,
      log,
      handlers: new Map(built.services.flatMap(({ work }) => Object.entries(work ?? {}))),
    }),
    userWith: (name, ...documents) => {
      const principal = user(name, `AIDA${name.toUpperCase().padEnd(17, 'A')}`);
      stated.set(principal.arn, {
        identity: documents.map((document, index) => named(`policy-${index + 1}`, document)),
      });
      return principal;
    },
    call: async <Output>(
      service: string,
      operation: string,
      input: unknown,
      options: CallOptions = {},
    ) =>
      (await dispatcher.dispatch({
        service,
        operation,
        input,
        principal: options.as ?? admin,
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        region: options.region ?? 'us-east-1',
        requestId: ids.uuid(),
        sourceIp: options.sourceIp ?? '192.0.2.1',
        userAgent: 'test',
        secureTransport: false,
      })) as Output,
    events: async () => {
      await audit.flush();
      const entries: AuditEntry[] = [];
      await drainOutbox(store, AUDIT_TOPIC, 10_000, async (_tx, rows) => {
        for (const { payload } of rows) entries.push(...parseAuditEntries(payload));
      });
      return entries;
    },
  };
};
