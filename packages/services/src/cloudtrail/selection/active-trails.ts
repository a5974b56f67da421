import type { Clock } from '@gatehouse/core';
import {
  type AuditEntry,
  type Cache,
  createCache,
  type DataEvent,
  type DataEventInterest,
  type OrganizationPort,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { trails, TRAILS } from '../repositories/trails.ts';
import type { Trail } from '../trails.ts';
import { ofDataEvent, type Selectable } from './selectable.ts';
import { type Wanted, wantedBy } from './wanted.ts';

/** A trail that logs, or that did a moment ago. */
export interface ActiveTrail {
  readonly trail: Trail;
  /** Of an organization's trail; the accounts of the organization are in its files. */
  readonly organizationId: string | undefined;
  readonly wanted: Wanted;
}

/** All trails that log, in memory: what nobody wants costs no question to the database. */
export interface ActiveTrails extends DataEventInterest {
  /** Whether no trail at all logs. */
  none(): boolean | Promise<boolean>;
  /** Those that log what happens in an account and Region, whatever they select. */
  of(account: string, region: string): readonly ActiveTrail[] | Promise<readonly ActiveTrail[]>;
}

interface Snapshot {
  /** By owner. */
  readonly own: ReadonlyMap<string, readonly ActiveTrail[]>;
  /** Trails of organizations, by management account. */
  readonly shared: ReadonlyMap<string, readonly ActiveTrail[]>;
  readonly data: boolean;
}

const ALL = 'all';
// What happened before a trail stopped may come a little later.
const AFTERWARDS_MILLISECONDS = 10 * 60_000;
const NONE: readonly ActiveTrail[] = [];
// IAM User Guide and others: these have one endpoint, and their events are in one Region (CloudTrail User Guide, "Global service events").
const GLOBAL = new Set(['cloudfront.amazonaws.com', 'iam.amazonaws.com', 'sts.amazonaws.com']);

const covers = ({ trail }: ActiveTrail, region: string): boolean =>
  trail.homeRegion === region || trail.settings.IsMultiRegionTrail;

/** Whether the trail was logging when the event happened. A clock that was put back since does not silence it. */
const wasLogging = ({ startedAt, stoppedAt, logging }: Trail, at: number, now: Date): boolean =>
  startedAt !== undefined &&
  (at >= startedAt.getTime() || now < startedAt) &&
  (logging || (stoppedAt !== undefined && at <= stoppedAt.getTime()));

/** Whether a trail that logs the account and Region wants this event of it. */
export const takes = (
  { trail, wanted }: ActiveTrail,
  entry: AuditEntry,
  event: Selectable,
  now: Date,
): boolean => {
  if (!wasLogging(trail, entry.at, now)) return false;
  if (!trail.settings.IncludeGlobalServiceEvents && GLOBAL.has(event.eventSource)) return false;
  return wanted.selects(event);
};

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly organizations: OrganizationPort;
}

const load = async ({ store, clock, organizations }: Deps): Promise<Snapshot> => {
  const since = clock.now().getTime() - AFTERWARDS_MILLISECONDS;
  const found = await store.read((tx) => trails.active(tx, since));
  const active = await Promise.all(
    found.map(async (trail): Promise<ActiveTrail> => {
      const organization = trail.settings.IsOrganizationTrail
        ? await organizations.of(trail.account)
        : undefined;
      return { trail, organizationId: organization?.id, wanted: wantedBy(trail.selectors) };
    }),
  );
  return {
    own: Map.groupBy(active, ({ trail }) => trail.account),
    shared: Map.groupBy(
      active.filter(({ organizationId }) => organizationId !== undefined),
      ({ trail }) => trail.account,
    ),
    data: active.some(({ wanted }) => wanted.data),
  };
};

export const createActiveTrails = (deps: Deps): ActiveTrails => {
  const { store, organizations } = deps;
  const snapshots: Cache<Snapshot> = createCache({
    store,
    channel: TRAILS,
    load: () => load(deps),
  });

  const within = (
    { own, shared }: Snapshot,
    account: string,
    region: string,
  ): readonly ActiveTrail[] | Promise<readonly ActiveTrail[]> => {
    const mine = (own.get(account) ?? NONE).filter((one) => covers(one, region));
    if (shared.size === 0) return mine;
    const withShared = (management: string | undefined): readonly ActiveTrail[] =>
      management === undefined || management === account
        ? mine
        : [...mine, ...(shared.get(management) ?? NONE).filter((one) => covers(one, region))];
    const view = organizations.of(account);
    return view instanceof Promise
      ? view.then((found) => withShared(found?.managementAccount))
      : withShared(view?.managementAccount);
  };

  const wantsIn = async (snapshot: Snapshot, event: DataEvent): Promise<boolean> => {
    const asked = ofDataEvent(event);
    for (const account of event.accounts)
      for (const { trail, wanted } of await within(snapshot, account, event.region))
        if (trail.logging && wanted.data && wanted.selects(asked)) return true;
    return false;
  };

  return {
    none: () => {
      const found = snapshots.get(ALL);
      return found instanceof Promise
        ? found.then(({ own }) => own.size === 0)
        : found.own.size === 0;
    },
    of: (account, region) => {
      const found = snapshots.get(ALL);
      if (found instanceof Promise) return found.then((known) => within(known, account, region));
      return found.own.size === 0 ? NONE : within(found, account, region);
    },
    wants: (event) => {
      const found = snapshots.get(ALL);
      if (found instanceof Promise)
        return found.then((known) => known.data && wantsIn(known, event));
      return found.data && wantsIn(found, event);
    },
  };
};
