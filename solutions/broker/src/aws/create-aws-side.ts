import type { Store, Tx, WorkHandler } from '@gatehouse/store';
import type { AccessRequest, CatalogSource, Sessions } from '../model/index.ts';
import { createActivity, type RequestActivity } from './activity/create-activity.ts';
import { type CatalogStatus, catalogRows } from './catalog/repository.ts';
import { catalogSnapshots } from './catalog/snapshot.ts';
import { catalogWork, readAccount, scheduleCatalog } from './catalog/work.ts';
import { cutRows } from './cuts/repository.ts';
import { createWitnesses } from './cuts/witness.ts';
import { beginCut, CUT_CHANNEL, cutWork, resumeProofs } from './cuts/work.ts';
import { type BrokerFinding, findingRows } from './findings/repository.ts';
import { scanAccount } from './findings/scan.ts';
import { createInsight, type TargetInsight } from './insight/create-insight.ts';
import type { AwsParts } from './parts.ts';
import { heldCredentials } from './sessions/held-credentials.ts';
import { issueSession } from './sessions/issue.ts';
import { sessionRows } from './sessions/repository.ts';
import { scheduleSweep, SWEEP, sweepWork } from './sessions/sweep.ts';

export interface AwsSide {
  readonly sessions: Sessions;
  readonly catalog: CatalogSource & {
    /** Reads one account now, and looks it over for findings. @throws what AWS throws */
    refresh(account: string): Promise<void>;
    /** How old it is, and what could not be read. */
    status(): Promise<CatalogStatus>;
  };
  activity(request: AccessRequest): Promise<RequestActivity>;
  insight(request: AccessRequest): Promise<{ readonly targets: TargetInsight[] }>;
  findings(): Promise<readonly BrokerFinding[]>;
  /** Handlers of due work, by kind. */
  readonly work: Readonly<Record<string, WorkHandler>>;
  /** The standing work, at each start. */
  prepare(tx: Tx, now: Date): Promise<void>;
  /** Ends listening to the store. */
  close(): void;
}

const createSessions = (parts: AwsParts, held: ReturnType<typeof heldCredentials>): Sessions => {
  const cut = beginCut(parts);
  return {
    issue: issueSession({ ...parts, held, cut }),
    cut,
    ofRequest: sessionRows.ofRequest,
    cutsOf: cutRows.ofRequest,
  };
};

/** Everything that the broker does in AWS: it lends roles, takes them back, and reads what was done with them. */
export const createAwsSide = (parts: AwsParts): AwsSide => {
  const { store, clock } = parts;
  const held = heldCredentials(clock);
  const witnesses = createWitnesses({ ...parts, held });
  const insight = createInsight(parts);
  const scan = scanAccount(parts);
  const stopListening = store.onNotify(CUT_CHANNEL, () => parts.wake());
  const refresh = async (from: Store, account: string): Promise<void> => {
    await readAccount(from, parts, account);
    await scan(from, account);
  };
  return {
    sessions: createSessions(parts, held),
    catalog: {
      ...catalogSnapshots(store),
      refresh: (account) => refresh(store, account),
      status: () => store.read(catalogRows.status),
    },
    activity: createActivity({ ...parts, insight }),
    insight: (request) => insight.of(request),
    findings: () => store.read(findingRows.list),
    work: {
      ...catalogWork(parts, scan),
      ...cutWork({ ...parts, witnesses }),
      [SWEEP]: sweepWork(parts),
    },
    prepare: async (tx, now) => {
      await scheduleCatalog(tx, now);
      await scheduleSweep(tx, now);
      await resumeProofs(tx, now);
    },
    close: stopListening,
  };
};
