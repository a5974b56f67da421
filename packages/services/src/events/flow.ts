import type { Timers } from '@gatehouse/core';
import {
  type AuditEntry,
  type EventListeners,
  type Service,
  type ServiceDeps,
  type ServiceEvent,
} from '@gatehouse/service-kit';
import type { OutboxRow, Tx } from '@gatehouse/store';
import type { ControlChanges, EventEntrance } from './accepted.ts';
import { planReplay, REPLAY, runReplay } from './archiving/replays.ts';
import {
  expireArchives,
  planRemoval,
  planRetention,
  REMOVAL,
  removeArchived,
  RETENTION,
} from './archiving/retention.ts';
import { addressesOf, createAttempt } from './delivery/attempts.ts';
import { createRounds } from './delivery/batches.ts';
import type { TargetPorts } from './delivery/job.ts';
import { createPump, type DeliveryPump } from './delivery/pump.ts';
import { createOAuthTokens } from './delivery/targets/oauth-tokens.ts';
import type { Scope } from './model.ts';
import { deliveries } from './repositories/deliveries.ts';
import { type Failure, failures } from './repositories/failures.ts';
import { createAdmission } from './routing/admission.ts';
import { arrivalOf, defaultBusArn, recordArrival, serviceArrival } from './routing/arrivals.ts';
import { createRoutes, routesChanged } from './routing/routes.ts';
import { fireRule, SCHEDULE, scheduleChanged, scheduleEnded } from './scheduling/schedules.ts';

export type EventFlowDeps = ServiceDeps & TargetPorts & { readonly timers: Timers };

/** What a console shows of deliveries. */
export interface DeliveryReport {
  /** Those given up, the newest first. */
  failures(
    tx: Tx,
    scope: Scope,
    filter: { readonly ruleArn?: string | undefined; readonly limit: number },
  ): Promise<readonly Failure[]>;
  /** How many wait, for each target of a rule. */
  waiting(
    tx: Tx,
    ruleArn: string,
  ): Promise<readonly { readonly targetId: string; readonly count: number }[]>;
  /** The same for all rules of an account in a Region; the first thousand targets. */
  waitingIn(
    tx: Tx,
    scope: Scope,
  ): Promise<
    readonly { readonly ruleArn: string; readonly targetId: string; readonly count: number }[]
  >;
}

/** What becomes of accepted events: the data plane of Amazon EventBridge. */
export interface EventFlow {
  readonly entrance: EventEntrance;
  readonly changes: ControlChanges;
  readonly listeners: EventListeners;
  /** Puts CloudTrail records on the default buses, in the transaction that stores them. */
  cloudTrail(tx: Tx, entries: readonly AuditEntry[]): Promise<void>;
  /** Moves outbox rows of EVENTS_TOPIC to the default buses. */
  serviceEvents(tx: Tx, rows: readonly OutboxRow[]): Promise<void>;
  readonly pump: DeliveryPump;
  readonly report: DeliveryReport;
  readonly work: NonNullable<Service['work']>;
  prepare(tx: Tx, now: Date): Promise<void>;
}

/** JSON lines: the time comes back as a text. */
const parseServiceEvents = (payload: string): readonly ServiceEvent[] =>
  payload.split('\n').map((line) => {
    const event = JSON.parse(line) as Omit<ServiceEvent, 'at'> & { readonly at: string };
    return { ...event, at: new Date(event.at) };
  });

const controlChanges = (now: () => Date): ControlChanges => ({
  ruleChanged: async (tx, busArn) => routesChanged(tx, busArn),
  scheduleChanged,
  ruleDeleted: async (tx, rule) => {
    routesChanged(tx, rule.busArn);
    await scheduleEnded(tx, rule.arn);
  },
  archiveChanged: async (tx, { busArn }) => routesChanged(tx, busArn),
  archiveDeleted: async (tx, archive) => {
    routesChanged(tx, archive.busArn);
    await planRemoval(tx, archive, now());
  },
  replayStarted: planReplay,
  replayCancelled: planReplay,
});

export const createEventFlow = (deps: EventFlowDeps): EventFlow => {
  const { store, clock, log } = deps;
  const routes = createRoutes(store, log);
  const admission = createAdmission({ ...deps, routes });
  const parts = { ...deps, routes, admission, tokens: createOAuthTokens(deps) };
  const attempt = createAttempt(parts);
  const round = createRounds({ ...deps, attempt, addresses: () => addressesOf(deps) });
  return {
    entrance: {
      accept: (tx, events) =>
        admission.admit(
          tx,
          events.map((event) => arrivalOf(event)),
        ),
    },
    changes: controlChanges(() => clock.now()),
    listeners: {
      any: (account, region, source, detailType) => {
        const found = routes.get(defaultBusArn({ account, region }));
        return found instanceof Promise
          ? found.then((bus) => bus.mayTake(source, detailType))
          : found.mayTake(source, detailType);
      },
    },
    cloudTrail: (tx, entries) =>
      admission.admit(
        tx,
        entries.flatMap((entry) => recordArrival(entry) ?? []),
      ),
    serviceEvents: (tx, rows) =>
      admission.admit(
        tx,
        rows.flatMap(({ payload }) => parseServiceEvents(payload)).map(serviceArrival),
      ),
    pump: createPump({ ...deps, round }),
    report: {
      failures: (tx, scope, filter) => failures.list(tx, scope, filter),
      waiting: (tx, ruleArn) => deliveries.waiting(tx, ruleArn),
      waitingIn: (tx, scope) => deliveries.waitingIn(tx, scope),
    },
    work: {
      [SCHEDULE]: fireRule(parts),
      [REPLAY]: runReplay(parts),
      [RETENTION]: expireArchives(deps),
      [REMOVAL]: removeArchived(),
    },
    prepare: planRetention,
  };
};
