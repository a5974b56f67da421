import type { Clock, Ids, Log, Mailer, Outbound, Timers } from '@gatehouse/core';
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
  createSns,
  createSqs,
  createSts,
  createTagging,
  type Iam,
  type Organizations,
  recordEvents,
  recordOutbox,
  type Sns,
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
  readonly outbound: Outbound;
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
  readonly sns: Sns;
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

/** Queues, and topics that send to them. */
const createMessaging = (
  deps: ServiceDeps,
  { timers, ids, mode, endpoint, mailer, outbound }: CloudSettings,
  organizations: Organizations,
  dispatch: Dispatcher['dispatch'],
): { readonly sqs: Sqs; readonly sns: Sns } => {
  const acceptsLooseInput = mode === 'off';
  const baseUrl = endpoint;
  const sqs = createSqs({
    ...deps,
    timers,
    organizations: organizations.view,
    baseUrl,
    acceptsLooseInput,
  });
  const sns = createSns({
    ...deps,
    mailer,
    outbound,
    queues: sqs.queues,
    baseUrl,
    links: (operation, input, { principal, region }) =>
      dispatch({
        service: 'sns',
        operation,
        input,
        principal,
        region,
        requestId: ids.uuid(),
        // Nobody signed it: as with other calls of a service, its name stands for the address.
        sourceIp: 'sns.amazonaws.com',
        userAgent: 'sns.amazonaws.com',
        secureTransport: false,
      }),
    acceptsLooseInput,
  });
  return { sqs, sns };
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
  const dispatch: Dispatcher['dispatch'] = (request) => dispatcher.dispatch(request);
  const { sqs, sns } = createMessaging(deps, settings, organizations, dispatch);
  const services = [
    iam.service,
    sts.service,
    organizations.service,
    createAccessAnalyzer(deps),
    cognito.service,
    createCloudTrail({ ...deps, organizations: organizations.view, acceptsLooseInput }),
    createEcs({ ...deps, acceptsLooseInput }),
    sns.service,
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
  const dispatcher = createDispatcher({ ...deps, services, authorizer });

  return {
    services,
    migrations: [
      ...coreMigrations,
      ...tagMigrations,
      ...keyCheckMigrations,
      ...consoleMigrations,
      ...services.flatMap(({ migrations }) => migrations),
    ],
    dispatcher,
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
    sns,
    sqs,
  };
};
