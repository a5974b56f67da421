import {
  type AuditEntry,
  type AuditLog,
  type Authorizer,
  EVENTS_TOPIC,
  parseAuditEntries,
  type Service,
} from '@gatehouse/service-kit';
import {
  type CloudTrail,
  type CloudWatch,
  type Events,
  POINTS_TOPIC,
  recordEvents,
  type RoleDecision,
} from '@gatehouse/services';
import { createWorkRunner, type OutboxRow, type Tx, type WorkRunner } from '@gatehouse/store';
import { createOutboxPump, type OutboxPump } from '../outbox-pump.ts';
import type { CloudSettings } from './settings.ts';

/** Where audit records go: into the event history, and to the buses that somebody listens to. */
interface AuditSinks {
  readonly sink: (tx: Tx, entries: readonly AuditEntry[]) => Promise<void>;
  readonly consume: (tx: Tx, rows: readonly OutboxRow[]) => Promise<void>;
}

export const auditSinks = (cloudTrail: Events['cloudTrail']): AuditSinks => {
  const sink = async (tx: Tx, entries: readonly AuditEntry[]): Promise<void> => {
    await recordEvents(tx, entries);
    await cloudTrail(tx, entries);
  };
  return {
    sink,
    consume: (tx, rows) =>
      sink(
        tx,
        rows.flatMap(({ payload }) => parseAuditEntries(payload)),
      ),
  };
};

/** Services that have something on its way beside due work. */
interface Moving {
  readonly events: Events;
  readonly trails: CloudTrail;
  readonly cloudWatch: CloudWatch;
}

interface Background {
  readonly runner: WorkRunner;
  readonly pump: OutboxPump;
}

/** Several pumps as one. */
const together = (pumps: readonly Pick<OutboxPump, 'start' | 'stop'>[]) => ({
  start: () => {
    for (const pump of pumps) pump.start();
  },
  stop: async () => {
    for (const pump of pumps) await pump.stop();
  },
});

/** All that moves by itself behind the API: due work, audit records, events of services, deliveries. */
export const createBackground = (
  settings: CloudSettings,
  services: readonly Service[],
  { events, trails, cloudWatch }: Moving,
  audit: AuditLog,
  auditPump: OutboxPump,
): Background => {
  const { pump: deliveries, serviceEvents } = events;
  const emitted = createOutboxPump({ ...settings, topic: EVENTS_TOPIC, consume: serviceEvents });
  const points = createOutboxPump({
    ...settings,
    topic: POINTS_TOPIC,
    consume: cloudWatch.recordQueued,
  });
  const runners = [
    services.flatMap(({ work }) => Object.entries(work ?? {})),
    services.flatMap(({ longWork }) => Object.entries(longWork ?? {})),
  ].map((handlers) => createWorkRunner({ ...settings, handlers: new Map(handlers) }));
  /** Events that are on their way, and their deliveries. */
  const follow = async (): Promise<number> => {
    await audit.flush();
    await emitted.drain();
    await points.drain();
    return (await deliveries.drain()) + (await trails.pump.drain());
  };
  return {
    runner: {
      start: () => {
        for (const runner of runners) runner.start();
      },
      stop: async () => {
        await Promise.all(runners.map((runner) => runner.stop()));
      },
      runDue: async () => {
        let total = 0;
        for (;;) {
          let ran = 0;
          for (const runner of runners) ran += await runner.runDue();
          ran += await follow();
          if (ran === 0) return total;
          total += ran;
        }
      },
    },
    pump: {
      ...together([auditPump, emitted, points, deliveries, trails.pump]),
      drain: async () => {
        await follow();
      },
    },
  };
};

const SERVICE = 'events.amazonaws.com';

/** Whether the session of a rule's role may do something: decided as for a call of that session. */
export const roleDecision =
  (
    { clock }: Pick<CloudSettings, 'clock'>,
    decide: Authorizer['decide'],
    service: () => Events['service'],
  ): RoleDecision =>
  async ({
    principal,
    region,
    action,
    resource,
    resourceAccount,
    resourcePolicy,
    keys,
    source,
  }) => {
    const decision = await decide({
      service: service(),
      principal,
      facts: {
        now: clock.now(),
        region,
        sourceIp: SERVICE,
        userAgent: SERVICE,
        secureTransport: true,
        source: { arn: source.sourceArn, account: source.sourceAccount },
      },
      action,
      resource,
      keys,
      options: { resourceAccount, resourcePolicy },
    });
    return decision.allowed;
  };
