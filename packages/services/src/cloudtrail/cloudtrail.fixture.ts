import {
  AUDIT_TOPIC,
  type AuditEntry,
  type AuditLog,
  noOrganization,
  type OrganizationPort,
  type Service,
} from '@gatehouse/service-kit';
import { drainOutbox, type Store, type Tx } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import type { CloudTrailDeps } from './deps.ts';
import { createCloudTrail, recordEvents, recordOutbox } from './index.ts';

export const ACCOUNT = '111122223333';

export interface CloudTrailFixture extends ServiceFixture {
  /** An operation of the service under test. */
  readonly trail: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Puts events into the history as if calls had left them. */
  readonly record: (entries: readonly AuditEntry[]) => Promise<void>;
  /** What the service schedules at a start. */
  readonly prepare: (tx: Tx) => Promise<void>;
}

/** What the server does between the outbox and the event history. */
const moveEvents = async (store: Store): Promise<void> => {
  await drainOutbox(store, AUDIT_TOPIC, 1000, (tx, rows) => recordOutbox(tx, rows));
};

/** The real service over an in-memory database. */
export const cloudTrailFixture = async (
  organizations: OrganizationPort = noOrganization,
  given: Pick<CloudTrailDeps, 'acceptsLooseInput'> = {},
): Promise<CloudTrailFixture> => {
  const services: Service[] = [];
  const fixture = await serviceFixture((deps) => {
    const audit: AuditLog = {
      ...deps.audit,
      flush: async () => {
        await deps.audit.flush();
        await moveEvents(deps.store);
      },
    };
    services.push(createCloudTrail({ ...deps, ...given, organizations, audit }));
    return { organizations, services };
  });
  return {
    ...fixture,
    trail: (operation, input = {}, options) =>
      fixture.call('cloudtrail', operation, input, options),
    prepare: async (tx) => {
      for (const service of services) await service.prepare?.(tx, fixture.clock.now());
    },
    record: (entries) => fixture.store.write((tx) => recordEvents(tx, entries)),
  };
};
