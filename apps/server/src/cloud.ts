import type { Clock, Ids, Log, Timers } from '@gatehouse/core';
import { servicesWithRcpSupport } from '@gatehouse/policy';
import {
  AUDIT_TOPIC,
  type AuditLog,
  createAuditLog,
  createAuthorizationMessages,
  createAuthorizer,
  createDispatcher,
  createPageTokens,
  type CredentialPort,
  type Dispatcher,
  type IamMode,
  parseAuditEntries,
  type Service,
  type ServiceDeps,
  tagMigrations,
  type Vault,
} from '@gatehouse/service-kit';
import {
  createAccessAnalyzer,
  createCloudTrail,
  createEcs,
  createIam,
  createOrganizations,
  createSts,
  createTagging,
} from '@gatehouse/services';
import { coreMigrations, createWorkRunner, migrate, type Store, type WorkRunner } from '@gatehouse/store';
import { createOutboxPump, type OutboxPump } from './outbox-pump.ts';

export interface CloudSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly vault: Vault;
  readonly mode: IamMode;
  readonly delaySeconds: number;
}

/** The embedded cloud without its network: services, authorization, audit and background work over one store. */
export interface Cloud {
  readonly services: readonly Service[];
  readonly dispatcher: Dispatcher;
  readonly credentials: CredentialPort;
  readonly audit: AuditLog;
  readonly runner: WorkRunner;
  readonly pump: OutboxPump;
  readonly iam: ReturnType<typeof createIam>;
  readonly organizations: ReturnType<typeof createOrganizations>;
}
