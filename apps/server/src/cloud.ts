import type { Clock, Ids, Log, Mailer, Timers } from '@gatehouse/core';
import { servicesUnderRcp } from '@gatehouse/policy';
import {
  AUDIT_TOPIC,
  type AuditLog,
  type Authorizer,
  createAuditLog,
  createAuthorizationMessages,
  createAuthorizer,
  createDispatcher,
  createPageTokens,
  type CredentialPort,
  type Dispatcher,
  type IamMode,
  type Service,
  type ServiceDeps,
  tagMigrations,
  type Vault,
} from '@gatehouse/service-kit';
import {
  createAccessAnalyzer,
  createCloudTrail,
  type Cognito,
  createCognito,
  createEcs,
  createIam,
  createOrganizations,
  createSqs,
  createSts,
  createTagging,
  type Iam,
  type Organizations,
  recordEvents,
  recordOutbox,
  type Sqs,
} from '@gatehouse/services';
import {
  coreMigrations,
  createWorkRunner,
  type Migration,
  type Store,
  type WorkRunner,
} from '@gatehouse/store';
import { consoleMigrations } from './console/session-store.ts';
import { keyCheckMigrations } from './key-check.ts';
import { createOutboxPump, type OutboxPump } from './outbox-pump.ts';

export interface CloudSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly vault: Vault;
  readonly mode: IamMode;
  /** Seconds after which states move that AWS moves later. */
  readonly delaySeconds: number;
  /** URL of the AWS endpoint; asked only once it listens. */
  readonly endpoint: () => string;
  readonly mailer: Mailer;
}

/** The embedded cloud without its network: services, authorization, audit and background work over one store. */
export interface Cloud {
  readonly services: readonly Service[];
  readonly migrations: readonly Migration[];
  readonly dispatcher: Dispatcher;
  readonly authorizer: Authorizer;
  readonly credentials: CredentialPort;
  readonly audit: AuditLog;
  readonly runner: WorkRunner;
  readonly pump: OutboxPump;
  readonly cognito: Cognito;
  readonly iam: Iam;
  readonly organizations: Organizations;
  readonly sqs: Sqs;
}

/** Reads and refusals wait in memory, changes in the outbox: a flush moves both into the event history. */
const flushing = (audit: AuditLog, pump: OutboxPump): AuditLog => ({
  append: (tx, entries) => audit.append(tx, entries),
  requireRoom: () => audit.requireRoom(),
  later: (entries) => audit.later(entries),
  flush: async () => {
    await audit.flush();
    await pump.drain();
  },
});

const createDeps = (settings: CloudSettings, pump: OutboxPump): ServiceDeps => {
  const { vault } = settings;
  return {
    ...settings,
    pages: createPageTokens(vault),
    audit: flushing(createAuditLog({ ...settings, sink: recordEvents }), pump),
    messages: createAuthorizationMessages(vault),
  };
};

/** The one place where services meet: each is given the ports of others that it asks for. */
export const createCloud = async (settings: CloudSettings): Promise<Cloud> => {
  const pump = createOutboxPump({ ...settings, topic: AUDIT_TOPIC, consume: recordOutbox });
  const deps = createDeps(settings, pump);
  const acceptsLooseInput = settings.mode === 'off';
  // The two know each other: accounts are made usable by IAM, and its simulator asks for their control policies.
  const iam = createIam({
    ...deps,
    organizations: { of: (account) => organizations.view.of(account) },
    // Suites written for other emulators set passwords that AWS's default policy refuses.
    defaultPasswordPolicy: !acceptsLooseInput,
    acceptsLooseInput,
  });
  const sts = createSts({ ...deps, roles: iam.roles, acceptsLooseInput });
  const organizations = createOrganizations({ ...deps, accounts: iam.accounts, acceptsLooseInput });
  const cognito = createCognito({ ...deps, baseUrl: settings.endpoint, mailer: settings.mailer });
  const sqs = createSqs({
    ...deps,
    timers: settings.timers,
    organizations: organizations.view,
    baseUrl: settings.endpoint,
    acceptsLooseInput,
  });
  const services = [
    iam.service,
    sts.service,
    organizations.service,
    createAccessAnalyzer(deps),
    cognito.service,
    createCloudTrail({ ...deps, organizations: organizations.view, acceptsLooseInput }),
    createEcs({ ...deps, acceptsLooseInput }),
    sqs.service,
    createTagging(deps),
  ];
  const authorizer = createAuthorizer({
    ...deps,
    mode: settings.mode,
    identity: iam.identity,
    organizations: organizations.view,
    rcpServices: await servicesUnderRcp(),
  });

  return {
    services,
    migrations: [
      ...coreMigrations,
      ...tagMigrations,
      ...keyCheckMigrations,
      ...consoleMigrations,
      ...services.flatMap(({ migrations }) => migrations),
    ],
    dispatcher: createDispatcher({ ...deps, services, authorizer }),
    authorizer,
    credentials: { longTerm: iam.credentials.longTerm, temporary: sts.credentials.temporary },
    audit: deps.audit,
    runner: createWorkRunner({
      ...settings,
      handlers: new Map(services.flatMap(({ work }) => Object.entries(work ?? {}))),
    }),
    pump,
    cognito,
    iam,
    organizations,
    sqs,
  };
};
