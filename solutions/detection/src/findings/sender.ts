import type { Clients, SecurityHub } from '@gatehouse/clients';
import type { Clock, Log } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { alertRows, type StoredAlert } from '../live/store/alerts.ts';
import { noticeOf } from './notice.ts';
import { type FindingPlace, findingRef, toFinding } from './to-finding.ts';

export interface SenderSettings {
  /** Where Security Hub is asked: the administrator's account and its Region. */
  readonly account: string;
  readonly region: string;
  /** Accounts whose findings are imported there, each by its role; those of all others are the administrator's own. */
  readonly accounts: readonly string[];
  readonly roleArnOf: (account: string) => string | undefined;
  /** Undefined: nobody is told. */
  readonly topicArn: string | undefined;
}

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly clients: Clients;
  readonly settings: SenderSettings;
}

/** Tells Security Hub and SNS of alerts. */
export interface Sender {
  /** All that is due. Rejects when some of it must wait. */
  send(): Promise<void>;
}

const BATCH = 100;
const SESSION_NAME = 'gatehouse-detection';
const UPDATED_BY = 'gatehouse-detection';
const LONGEST_NOTE = 512;
const FINAL = new Set(['InvalidInput', 'InvalidInputException', 'FindingSizeLimitExceeded']);

/** A trap's finding is for the administrator alone: people of the account could be who touched it. */
export const placeOfAlert = (
  { rule, accounts }: StoredAlert['alert'],
  { account, region, accounts: known }: SenderSettings,
): FindingPlace => {
  const own = rule.origin === 'trap' ? undefined : accounts.find((one) => known.includes(one));
  return { account: own ?? account, region };
};

const hubOf = ({ clients, settings }: Deps, account: string): SecurityHub => {
  const roleArn = account === settings.account ? undefined : settings.roleArnOf(account);
  return clients.securityHub({
    region: settings.region,
    ...(roleArn === undefined ? {} : { hop: { roleArn, sessionName: SESSION_NAME } }),
  });
};

const importOf = async (
  deps: Deps,
  account: string,
  alerts: readonly StoredAlert[],
): Promise<number> => {
  const { store, clock, settings } = deps;
  const place = { account, region: settings.region };
  const findings = alerts.map(({ alert, updatedAt }) =>
    toFinding(alert, place, new Date(updatedAt)),
  );
  const refusals = new Map<string, { readonly problem: string; readonly isFinal: boolean }>();
  try {
    const { FailedFindings: failed = [] } = await hubOf(deps, account).batchImportFindings({
      Findings: findings,
    });
    for (const { Id: id = '', ErrorCode: code = '', ErrorMessage: message = '' } of failed)
      refusals.set(id, { problem: `${code}: ${message}`, isFinal: FINAL.has(code) });
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    for (const { Id: id = '' } of findings) refusals.set(id, { problem, isFinal: false });
  }
  let waiting = 0;
  await store.write(async (tx) => {
    waiting = 0;
    const now = clock.now().getTime();
    for (const { alert, updatedAt } of alerts) {
      const refusal = refusals.get(findingRef(alert.id, place).id);
      if (refusal === undefined) await alertRows.done(tx, 'import_due', alert.id, updatedAt, now);
      else await alertRows.refused(tx, alert.id, refusal.problem, refusal.isFinal);
      if (refusal?.isFinal === false) waiting += 1;
    }
  });
  return waiting;
};

/** Answers how many must wait. */
const importAll = async (deps: Deps): Promise<number> => {
  let waiting = 0;
  let after = '';
  for (;;) {
    const due = await deps.store.read((tx) => alertRows.due(tx, 'import_due', BATCH, after));
    const groups = Map.groupBy(due, ({ alert }) => placeOfAlert(alert, deps.settings).account);
    for (const [account, alerts] of groups) waiting += await importOf(deps, account, alerts);
    after = due.at(-1)?.alert.id ?? '';
    if (due.length < BATCH) return waiting;
  }
};

const updateOf = (stored: StoredAlert, { id, productArn }: ReturnType<typeof findingRef>) => ({
  FindingIdentifiers: [{ Id: id, ProductArn: productArn }],
  Workflow: { Status: stored.status },
  ...(stored.note === undefined
    ? {}
    : { Note: { Text: stored.note.slice(0, LONGEST_NOTE), UpdatedBy: UPDATED_BY } }),
});

/** True: Security Hub knows it, or who deleted the finding wants no more of it. */
const isUpdated = async (deps: Deps, stored: StoredAlert): Promise<boolean> => {
  const { settings } = deps;
  if (stored.importedAt === undefined) return !stored.importDue;
  const ref = findingRef(stored.alert.id, placeOfAlert(stored.alert, settings));
  const { UnprocessedFindings: unprocessed = [] } = await hubOf(
    deps,
    settings.account,
  ).batchUpdateFindings(updateOf(stored, ref));
  return unprocessed.every(({ ErrorCode: code }) => code === 'FindingNotFound');
};

/** Workflow and notes of alerts go to their findings, once these are there. */
const updateAll = async (deps: Deps): Promise<number> => {
  const { store, clock } = deps;
  let waiting = 0;
  let after = '';
  for (;;) {
    const due = await store.read((tx) => alertRows.due(tx, 'status_due', BATCH, after));
    for (const stored of due) {
      const { alert, updatedAt } = stored;
      if (await isUpdated(deps, stored))
        await store.write((tx) =>
          alertRows.done(tx, 'status_due', alert.id, updatedAt, clock.now().getTime()),
        );
      else waiting += 1;
    }
    after = due.at(-1)?.alert.id ?? '';
    if (due.length < BATCH) return waiting;
  }
};

const publishAll = async (deps: Deps): Promise<void> => {
  const { store, clients, settings } = deps;
  let after = '';
  for (;;) {
    const due = await store.read((tx) => alertRows.due(tx, 'notice_due', BATCH, after));
    for (const { alert } of due) {
      if (settings.topicArn !== undefined)
        await clients
          .sns({ region: settings.region })
          .publish({ TopicArn: settings.topicArn, ...noticeOf(alert) });
      await store.write((tx) => alertRows.noticed(tx, alert.id));
    }
    after = due.at(-1)?.alert.id ?? '';
    if (due.length < BATCH) return;
  }
};

/** One run at a time; what becomes due while one runs may have been missed by it, and has one more. */
const repeated = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  const run = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return run();
    again ??= running
      .catch(() => {})
      .then(() => {
        again = undefined;
        return run();
      });
    return again;
  };
};

export const createSender = (deps: Deps): Sender => {
  const publish = repeated(() => publishAll(deps));
  const toHub = repeated(async () => {
    const waiting = (await importAll(deps)) + (await updateAll(deps));
    if (waiting > 0) throw new Error(`${waiting} findings must wait`);
  });
  return {
    // People need not wait for Security Hub.
    send: async () => {
      const results = await Promise.allSettled([publish(), toHub()]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
};
