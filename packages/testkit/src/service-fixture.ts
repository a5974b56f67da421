import { type Ids, silentLog, systemTimers } from '@gatehouse/core';
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
  type DataEventInterest,
  type Dispatcher,
  type IamMode,
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
  coreMigrations,
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
  /** Default: nobody wants data events. */
  readonly dataEvents?: DataEventInterest;
  /** Default: enforce. */
  readonly mode?: IamMode;
}

export interface CallOptions {
  /** Default: `admin`. */
  readonly as?: Principal;
  /** Default: us-east-1. */
  readonly region?: string;
  readonly sourceIp?: string;
  /** The service that forwards the call, `ec2.amazonaws.com`. */
  readonly via?: string | undefined;
  /** The resource for which a service calls. */
  readonly source?: { readonly arn: string; readonly account: string } | undefined;
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

type Kit = ServiceDeps & { readonly clock: ManualClock };

const createKit = async (open: () => Promise<Store>): Promise<Kit> => {
  const clock = manualClock('2026-03-02T10:00:00Z');
  const ids = countingIds();
  const store = await open();
  const vault = createVault(Buffer.alloc(32, 7), ids);
  return {
    store,
    clock,
    ids,
    log: silentLog,
    vault,
    pages: createPageTokens(vault),
    audit: createAuditLog({ store, clock, timers: systemTimers, log: silentLog }),
    messages: createAuthorizationMessages(vault),
    delaySeconds: 5,
  };
};

const createDispatch = (kit: Kit, built: FixtureServices, identity: IdentityPort): Dispatcher =>
  createDispatcher({
    ...kit,
    services: built.services,
    dataEvents: built.dataEvents,
    authorizer: createAuthorizer({
      mode: built.mode ?? 'enforce',
      identity: built.identity ?? identity,
      organizations: built.organizations ?? noOrganization,
      rcpServices: new Set(['s3', 'sts', 'kms', 'sqs', 'secretsmanager']),
      messages: kit.messages,
      log: silentLog,
    }),
  });

/** Everything the audit has recorded and no consumer has taken. */
const takeEvents = async ({ audit, store }: Kit): Promise<readonly AuditEntry[]> => {
  await audit.flush();
  const entries: AuditEntry[] = [];
  await drainOutbox(store, AUDIT_TOPIC, 10_000, async (_tx, rows) => {
    for (const { payload } of rows) entries.push(...parseAuditEntries(payload));
  });
  return entries;
};

/**
 * Real services with the real policy engine, transactions and audit, over a private in-memory database unless `open`
 * gives another empty one.
 */
export const serviceFixture = async (
  build: (deps: ServiceDeps) => FixtureServices,
  open: () => Promise<Store> = memoryStore,
): Promise<ServiceFixture> => {
  const kit = await createKit(open);
  const built = build(kit);
  await migrate(kit.store, [
    ...coreMigrations,
    ...tagMigrations,
    ...built.services.flatMap(({ migrations }) => migrations),
  ]);
  const { stated, identity } = statedPolicies();
  const dispatcher = createDispatch(kit, built, identity);
  const admin = user('admin', 'AIDAADMIN0000000000AA');
  const everything = { Version: '2012-10-17', Statement: EVERYTHING };
  stated.set(admin.arn, { identity: [named('everything', everything)] });

  return {
    store: kit.store,
    clock: kit.clock,
    ids: kit.ids,
    admin,
    runner: createWorkRunner({
      ...kit,
      timers: systemTimers,
      handlers: new Map(
        built.services.flatMap(({ work, longWork }) => Object.entries({ ...work, ...longWork })),
      ),
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
        requestId: kit.ids.uuid(),
        sourceIp: options.sourceIp ?? '192.0.2.1',
        via: options.via,
        source: options.source,
        userAgent: 'test',
        secureTransport: false,
      })) as Output,
    events: () => takeEvents(kit),
  };
};
