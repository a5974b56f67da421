import type { Timers } from '@gatehouse/core';
import type { EventListeners, OperationDefinition, ServiceDeps } from '@gatehouse/service-kit';
import type { Migration, Tx, WorkHandler } from '@gatehouse/store';
import type { Findings, Hubs } from '../ports.ts';
import { createQueryEngine, type QueryEngine } from '../query/engine.ts';
import { createFacetIndex } from '../query/facet-index.ts';
import { requireFilters } from '../query/filters.ts';
import { isGroupable } from '../query/groups.ts';
import { conditionsOf, matchesAll } from '../query/matcher.ts';
import { RecentFacets } from '../query/recent-facets.ts';
import { createAnnouncer } from './events.ts';
import { findingMigrations } from './migrations.ts';
import { batchImportFindings } from './operations/batch-import-findings.ts';
import { batchUpdateFindings } from './operations/batch-update-findings.ts';
import { getFindingHistory } from './operations/get-finding-history.ts';
import { getFindings } from './operations/get-findings.ts';
import { updateFindingsByFilter } from './operations/update-findings.ts';
import {
  prepareRetention,
  REMOVAL,
  removeAllOf,
  retain,
  RETENTION,
  scheduleRemoval,
} from './retention.ts';
import { updateFindings, visibleFindings } from './update.ts';
import { createWriter, type Write } from './write.ts';

export interface FindingsDeps extends Pick<
  ServiceDeps,
  'store' | 'clock' | 'ids' | 'log' | 'pages'
> {
  /** Lets other requests in while many findings are read. */
  readonly timers: Timers;
  readonly listeners: EventListeners;
  readonly hubs: Hubs;
}

/** The part of Security Hub that keeps findings. */
export interface FindingsPart {
  readonly findings: Findings;
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  readonly migrations: readonly Migration[];
  readonly work: Readonly<Record<string, WorkHandler>>;
  prepare(tx: Tx, now: Date): Promise<void>;
}

const MOST_GROUPS = 100;

export const createFindings = (deps: FindingsDeps): FindingsPart => {
  const recent = new RecentFacets();
  const index = createFacetIndex({ ...deps, recent });
  const engine = createQueryEngine({ ...deps, index });
  const write = createWriter({ announce: createAnnouncer(deps), recent, ids: deps.ids });
  return {
    findings: frontDoor(engine, write),
    operations: {
      BatchImportFindings: batchImportFindings({ ...deps, write }),
      BatchUpdateFindings: batchUpdateFindings({ ...deps, write }),
      GetFindingHistory: getFindingHistory(deps),
      GetFindings: getFindings({ ...deps, engine }),
      UpdateFindings: updateFindingsByFilter({ ...deps, engine, write }),
    },
    migrations: findingMigrations,
    work: { [RETENTION]: retain(deps), [REMOVAL]: removeAllOf(deps) },
    prepare: async (tx, now) => {
      await prepareRetention(tx, now);
      // Nobody waits for it: whoever asks before it is done, or after it failed, does.
      index.current().catch((error: unknown) => {
        deps.log.warn('findings are not in memory yet', { cause: String(error) });
      });
    },
  };
};

const frontDoor = (engine: QueryEngine, write: Write): Findings => ({
  requireFilters: (filters) => requireFilters(filters),
  matcher: (filters, now) => {
    const conditions = conditionsOf(filters, now);
    return (finding) => matchesAll(conditions, finding);
  },
  query: async (tx, query, now) => {
    const { found, next } = await engine.page(tx, query, now);
    return { records: found, next };
  },
  count: (tx, query, now) => engine.count(tx, query, now),
  groupBy: (tx, query, attribute, now, limit = MOST_GROUPS) =>
    engine.groups(tx, query, { attribute, limit }, now),
  isGroupable,
  find: async (tx, visible, ids) => {
    const found = [];
    for (const id of ids) found.push(...(await visibleFindings(tx, visible, id)));
    return found;
  },
  apply: async (tx, visible, ids, change, by, now) => {
    const { unprocessed } = await updateFindings(tx, write, { visible, ids, change, by }, now);
    return {
      missing: unprocessed.flatMap(({ FindingIdentifier: { Id, ProductArn } = {} }) =>
        Id === undefined || ProductArn === undefined ? [] : [{ Id, ProductArn }],
      ),
    };
  },
  removeAll: scheduleRemoval,
});
