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
  type MembershipListener,
  type Service,
  type ServiceDeps,
  type ServiceRoles,
  tagMigrations,
} from '@gatehouse/service-kit';
import {
  createAccessAnalyzer,
  type CloudTrail,
  type Cognito,
  createCognito,
  createEcs,
  createIam,
  createKms,
  createOrganizations,
  createSts,
  createTagging,
  type Events,
  type Iam,
  type Kms,
  type Lambda,
  type Organizations,
  type SecurityHub,
  type S3,
  type Sns,
  type Sqs,
  type Sts,
} from '@gatehouse/services';
import { coreMigrations, type Migration, type WorkRunner } from '@gatehouse/store';
import { auditSinks, createBackground } from './cloud/background.ts';
import { createMessaging } from './cloud/messaging.ts';
import { createServiceRoles, operationCall } from './cloud/service-roles.ts';
import type { CloudSettings } from './cloud/settings.ts';
import { createTrails } from './cloud/trails.ts';
import { createWorkloads, type Workloads } from './cloud/workloads.ts';
import { consoleMigrations } from './console/session-store.ts';
import { keyCheckMigrations } from './key-check.ts';
import { createOutboxPump, type OutboxPump } from './outbox-pump.ts';

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
  readonly securityHub: SecurityHub;
  readonly s3: S3;
  readonly lambda: Lambda;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly events: Events;
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

/** What every service is given; `publish` puts audit records on the buses. */
const createDeps = (
  settings: CloudSettings,
  publish: Events['cloudTrail'],
): { readonly deps: ServiceDeps; readonly auditPump: OutboxPump } => {
  const { vault } = settings;
  const { sink, consume } = auditSinks(publish);
  const auditPump = createOutboxPump({ ...settings, topic: AUDIT_TOPIC, consume });
  const deps = {
    ...settings,
    pages: createPageTokens(vault),
    audit: flushing(createAuditLog({ ...settings, sink }), auditPump),
    messages: createAuthorizationMessages(vault),
  };
  return { deps, auditPump };
};

interface Identity {
  readonly iam: Iam;
  readonly sts: Sts;
  readonly organizations: Organizations;
}

/** For a listener that is made later than those whom it hears. */
const relayed = (listener: () => MembershipListener): MembershipListener => ({
  joined: (...news) => listener().joined(...news),
  left: (...news) => listener().left(...news),
});

/** Who is who: users and roles, their sessions, their accounts. */
const createIdentity = (
  deps: ServiceDeps,
  { passwordCostLog2 }: CloudSettings,
  membership: MembershipListener,
  acceptsLooseInput: boolean,
): Identity => {
  // The two know each other: accounts are made usable by IAM, and its simulator asks for their control policies.
  const iam = createIam({
    ...deps,
    passwordCostLog2,
    organizations: { of: (account) => organizations.view.of(account) },
    // Suites written for other emulators set passwords that AWS's default policy refuses.
    defaultPasswordPolicy: !acceptsLooseInput,
    acceptsLooseInput,
  });
  const sts = createSts({ ...deps, roles: iam.roles, acceptsLooseInput });
  const organizations = createOrganizations({
    ...deps,
    accounts: iam.accounts,
    membership,
    acceptsLooseInput,
  });
  return { iam, sts, organizations };
};

const migrationsOf = (services: readonly Service[]): readonly Migration[] => [
  ...coreMigrations,
  ...tagMigrations,
  ...keyCheckMigrations,
  ...consoleMigrations,
  ...services.flatMap(({ migrations }) => migrations),
];

/** Roles that services assume. */
const rolesOf = (
  deps: ServiceDeps,
  { iam, sts }: Pick<Identity, 'iam' | 'sts'>,
  dispatch: Dispatcher['dispatch'],
  decide: Authorizer['decide'],
): ServiceRoles =>
  createServiceRoles({
    ...deps,
    dispatch,
    decide,
    temporary: sts.credentials.temporary,
    role: (tx, account, name) => iam.roles.role(tx, account, name),
    sts: () => sts.service,
  });

/** Services that nobody asks for a port. */
const createOthers = (
  deps: ServiceDeps,
  trails: CloudTrail,
  acceptsLooseInput: boolean,
): readonly Service[] => [
  trails.service,
  createAccessAnalyzer(deps),
  createEcs({ ...deps, acceptsLooseInput }),
  createTagging(deps),
];

/** Keys, and who is named by their policies and grants. */
const createKeys = (
  deps: ServiceDeps,
  { mode, quotas }: CloudSettings,
  { iam, organizations }: Pick<Identity, 'iam' | 'organizations'>,
): Kms =>
  createKms({
    ...deps,
    principals: iam.principals,
    organizations: organizations.view,
    quotas: quotas?.kms,
    acceptsLooseInput: mode === 'off',
  });

const createDeciding = async (
  { mode }: CloudSettings,
  deps: ServiceDeps,
  { iam, organizations }: Pick<Identity, 'iam' | 'organizations'>,
): Promise<Authorizer> =>
  createAuthorizer({
    ...deps,
    mode,
    identity: iam.identity,
    organizations: organizations.view,
    rcpServices: await servicesUnderRcp(),
  });

/** Who follows the CloudTrail records: KMS for the uses of its keys, EventBridge for its buses, trails for what they deliver. */
const followed =
  (
    services: () => { readonly kms: Kms; readonly events: Events; readonly trails: CloudTrail },
  ): Events['cloudTrail'] =>
  async (tx, entries) => {
    const { kms, events, trails } = services();
    await kms.recordUses(tx, entries);
    await events.cloudTrail(tx, entries);
    await trails.follow(tx, entries);
  };

/** The one place where services meet: each is given the ports of others that it asks for. */
export const createCloud = async (settings: CloudSettings): Promise<Cloud> => {
  const publish = followed(() => ({ kms, trails, ...workloads }));
  const { deps, auditPump } = createDeps(settings, publish);
  const acceptsLooseInput = settings.mode === 'off';
  const membership = relayed(() => workloads.securityHub.membership);
  const { iam, sts, organizations } = createIdentity(deps, settings, membership, acceptsLooseInput);
  const cognito = createCognito({ ...settings, ...deps, baseUrl: settings.endpoint });
  const dispatch: Dispatcher['dispatch'] = (request) => dispatcher.dispatch(request);
  const decide: Authorizer['decide'] = (question) => authorizer.decide(question);
  const roles = rolesOf(deps, { iam, sts }, dispatch, decide);
  const call = operationCall(dispatch, settings.ids);
  const kms = createKeys(deps, settings, { iam, organizations });
  const { sqs, sns } = createMessaging(deps, settings, organizations, dispatch, {
    keys: kms.keys,
    call,
    workloads: () => workloads,
  });
  const workloads: Workloads = createWorkloads(deps, settings, {
    organizations: organizations.view,
    directory: organizations.directory,
    queues: sqs.queues,
    topics: sns.topics,
    roles,
    call,
    instanceProfiles: iam.instanceProfiles,
    keys: kms.keys,
    principals: iam.principals,
    decide,
  });
  const trails = createTrails(deps, settings, { organizations, roles, call, sns, workloads });
  const services = [
    iam.service,
    sts.service,
    organizations.service,
    cognito.service,
    kms.service,
    sns.service,
    sqs.service,
    ...workloads.services,
    ...createOthers(deps, trails, acceptsLooseInput),
  ];
  const authorizer = await createDeciding(settings, deps, { iam, organizations });
  const dispatcher = createDispatcher({ ...deps, ...trails, services, authorizer });

  return {
    ...workloads,
    services,
    migrations: migrationsOf(services),
    dispatcher,
    authorizer,
    credentials: { longTerm: iam.credentials.longTerm, temporary: sts.credentials.temporary },
    audit: deps.audit,
    ...createBackground(settings, services, { ...workloads, trails }, deps.audit, auditPump),
    cognito,
    iam,
    organizations,
    sns,
    sqs,
  };
};
