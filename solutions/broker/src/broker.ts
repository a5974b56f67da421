import type { Clients } from '@gatehouse/clients';
import type { Clock, Ids, Log, Mailer, Outbound, Timers } from '@gatehouse/core';
import type { Anchor, CheckpointSigner } from '@gatehouse/merkle-log';
import type { Migration, Store, Tx, WorkHandler } from '@gatehouse/store';
import { type AuditDesk, createApi, type Visitor } from './api/index.ts';
import { type Audit, auditMigrations, createAudit, exportRequests } from './audit/index.ts';
import { type AwsSettings, type AwsSide, awsMigrations, createAwsSide } from './aws/index.ts';
import { createConditions } from './conditions/index.ts';
import { exportRows } from './export-rows.ts';
import { healthOf } from './health.ts';
import {
  cognitoPool,
  createIdentity,
  type Identity,
  identityMigrations,
  type IdentitySettings,
} from './identity/index.ts';
import type { Actor, BrokerError, Grants } from './model/index.ts';
import {
  createNotifications,
  type Notifications,
  notifyMigrations,
  type NotifySettings,
  type Topic,
} from './notify/index.ts';
import { createPolicies, type Policies, policyMigrations } from './policy/index.ts';
import {
  type AccessRequests,
  createRequests,
  type Refused,
  requestsMigrations,
} from './requests/index.ts';
import { signInOf, timelineOf } from './shown.ts';

export interface BrokerSettings {
  /** Asked anew each time: an embedded issuer's address is known only once it listens. */
  readonly identity: () => IdentitySettings;
  readonly aws: AwsSettings;
  readonly notify: NotifySettings;
  /** Secrets that the webhooks of typed conditions are signed with, by the name of the source. */
  readonly conditionSecrets: ReadonlyMap<string, string>;
}

export interface BrokerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly outbound: Outbound;
  readonly mailer: Mailer;
  /** As the broker's own role. */
  readonly clients: Clients;
  readonly anchor: Anchor;
  readonly signer: CheckpointSigner;
  /** Keys that older checkpoints were signed with, one a line. */
  readonly olderKeys?: string | undefined;
  /** 32 bytes, the same on every node. */
  readonly cursorKey: Uint8Array;
  readonly settings: BrokerSettings;
  /** Asks for a pass of the work runner. */
  readonly wake: () => void;
}

/** The access broker: people ask for roles, others approve, AWS enforces the end, and everything is on record. */
export interface Broker {
  /** Answers `/v1/…` and `/openapi.json`. */
  fetch(request: Request, visitor: Visitor): Promise<Response>;
  openApi(): object;
  /** Handlers of due work, by kind. */
  readonly work: ReadonlyMap<string, WorkHandler>;
  /** Puts the first access policy in force; false where there is one. */
  installPolicy(tx: Tx, document: string, at: Date): Promise<boolean>;
  /** The standing work, in a transaction, at each start. */
  prepare(tx: Tx, now: Date): Promise<void>;
  /** Reads accounts and roles now; before this the first time nobody is eligible for anything. */
  readonly catalog: AwsSide['catalog'];
  readonly audit: Audit;
  close(): Promise<void>;
}

export const brokerMigrations: readonly Migration[] = [
  ...auditMigrations,
  ...awsMigrations,
  ...identityMigrations,
  ...notifyMigrations,
  ...policyMigrations,
  ...requestsMigrations,
];

const PRODUCT = { name: 'Gatehouse access broker', vendor: 'Gatehouse', version: '1' };

interface Rooms {
  readonly identity: Identity;
  readonly audit: Audit;
  readonly notifications: Notifications;
  readonly aws: AwsSide;
  readonly policies: Policies;
  readonly requests: AccessRequests;
}

/** Puts a refusal on record that was made elsewhere; whoever was refused has heard of it already. */
const noteRefusal = async (
  { audited }: Pick<AccessRequests, 'audited'>,
  actor: Actor,
  what: Refused,
  error: BrokerError,
): Promise<void> => {
  await audited(actor, what, () => Promise.reject(error)).catch((thrown: unknown) => {
    if (thrown !== error) throw thrown;
  });
};

/** The rooms, each given the ports of others that it asks for; those that are made later are asked only once all are. */
const furnish = (deps: BrokerDeps): Rooms => {
  const { clock, settings } = deps;
  const pool = cognitoPool(deps.clients, () => poolIdOf(settings.identity()));
  const identity = createIdentity({ ...deps, settings: settings.identity, pool });
  const { directory } = identity;
  const audit = createAudit(deps);
  const grants: Grants = {
    byId: (tx, id) => rooms.requests.grants.byId(tx, id),
    request: (tx, id) => rooms.requests.grants.request(tx, id),
    live: (...asked) => rooms.requests.grants.live(...asked),
  };
  const notifications = createNotifications({
    ...deps,
    settings: settings.notify,
    directory,
    grants,
    groups: () => rooms.policies.groups(),
    topic: topicOf(deps.clients),
  });
  // Whoever writes to the audit log queues for it instead of losing races.
  const common = {
    ...deps,
    store: audit.store,
    audit: audit.log,
    notifier: notifications.notifier,
  };
  const aws = createAwsSide({ ...common, grants, settings: settings.aws });
  const policies = createPolicies({
    ...common,
    directory,
    catalog: aws.catalog,
    changed: (tx) => rooms.requests.recheckSoon(tx, clock.now()),
    refused: (actor, operation, error) => noteRefusal(rooms.requests, actor, { operation }, error),
  });
  const requests = createRequests({
    ...common,
    directory,
    policies: policies.source,
    catalog: aws.catalog,
    sessions: aws.sessions,
    conditions: createConditions({
      ...deps,
      policies: policies.source,
      secretOf: (source) => settings.conditionSecrets.get(source),
    }),
  });
  const rooms: Rooms = { identity, audit, notifications, aws, policies, requests };
  return rooms;
};

const poolIdOf = ({ directory }: IdentitySettings): string => {
  if (directory.kind === 'cognito') return directory.userPoolId;
  throw new Error('a user pool is asked although the directory is none');
};

const topicOf = (clients: Clients): Topic => ({
  publish: async (topicArn, { subject, text }) => {
    const region = topicArn.split(':')[3] ?? clients.region;
    await clients.sns({ region }).publish({ TopicArn: topicArn, Subject: subject, Message: text });
  },
});

const auditDesk = (deps: BrokerDeps, { audit, identity, aws }: Rooms): AuditDesk => {
  const { store, clock, anchor, signer, olderKeys = '' } = deps;
  const rows = exportRows(store, () => clock.now());
  return {
    timeline: (id) => timelineOf(store, audit.read, identity, id),
    leaves: (from) => audit.exportLeaves(from),
    checkpoints: async () => {
      const checkpoints: string[] = [];
      for await (const note of anchor.checkpoints()) checkpoints.push(note);
      return { checkpoints, publicKey: `${signer.verifierKey}\n${olderKeys}`.trim() };
    },
    exportRequests: (filter, format) => exportRequests({ rows, filter, format, product: PRODUCT }),
    hashLines: () => anchor.hashLines(),
    inclusion: async (sequence, size) => {
      const { proof, ...found } = await audit.read.inclusion(sequence, size);
      return { ...found, proof: [...proof] };
    },
    health: () => healthOf(store, audit, aws),
  };
};

/** @throws Error where a setting is unusable */
export const createBroker = (deps: BrokerDeps): Broker => {
  const rooms = furnish(deps);
  const { identity, audit, notifications, aws, policies, requests } = rooms;
  const api = createApi({
    authenticator: identity,
    signIn: () => signInOf(identity, deps.settings.identity()),
    requests,
    policies: policies.source,
    catalog: aws.catalog,
    policyDesk: policies.desk,
    auditDesk: auditDesk(deps, rooms),
    awsDesk: aws,
    refused: (actor, what, error) => noteRefusal(requests, actor, what, error),
    log: deps.log,
  });
  return {
    fetch: (request, visitor) => api.fetch(request, visitor),
    openApi: () => api.openApi(),
    work: new Map([
      ...audit.work,
      ...Object.entries({ ...notifications.work, ...aws.work, ...requests.work }),
    ]),
    installPolicy: (tx, document, at) => policies.install(tx, document, at),
    prepare: async (tx, now) => {
      for (const room of [notifications, aws, requests]) await room.prepare(tx, now);
    },
    catalog: aws.catalog,
    audit,
    close: async () => {
      aws.close();
      await audit.stop();
    },
  };
};
