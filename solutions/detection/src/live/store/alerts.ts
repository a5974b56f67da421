import type { SqlValue, Tx } from '@gatehouse/store';
import type { Alert, RuleOrigin, Severity } from '../../model.ts';
import { type ReportedAlert, reportedAlert } from '../../report/report.ts';
import { rankOf, SEVERITIES } from '../../severity.ts';
import type { AlertRow, AlertStatus, AlertStep } from '../api/index.ts';

/** An alert with what became of it. */
export interface StoredAlert {
  readonly alert: ReportedAlert;
  readonly status: AlertStatus;
  readonly severity: Severity;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly note: string | undefined;
  readonly importDue: boolean;
  readonly importedAt: number | undefined;
  readonly importProblem: string | undefined;
}

interface Row {
  readonly id: string;
  readonly severity: Severity;
  readonly status: AlertStatus;
  readonly last_at: number;
  readonly opened_at: number;
  readonly updated_at: number;
  readonly note: string | null;
  readonly document: string;
  readonly import_due: number;
  readonly imported_at: number | null;
  readonly import_problem: string | null;
}

/** What an alert list is asked; texts are in lower case, `%` stands for any. */
export interface AlertFilter {
  readonly statuses?: readonly AlertStatus[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly origins?: readonly RuleOrigin[] | undefined;
  readonly rule?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly withTraps: boolean;
}

export interface AlertPosition {
  readonly lastAt: number;
  readonly id: string;
}

const COLUMNS = `id, severity, status, last_at, opened_at, updated_at, note, document, import_due, imported_at,
  import_problem`;
const LONGEST_WORDS = 8000;

const toStored = (row: Row): StoredAlert => ({
  // Written here and nowhere else.
  alert: JSON.parse(row.document) as ReportedAlert,
  status: row.status,
  severity: row.severity,
  openedAt: row.opened_at,
  updatedAt: row.updated_at,
  note: row.note ?? undefined,
  importDue: row.import_due === 1,
  importedAt: row.imported_at ?? undefined,
  importProblem: row.import_problem ?? undefined,
});

const isoOf = (at: number): string => new Date(at).toISOString();

/** An alert as a list shows it. */
export const rowOf = ({ alert, status, note, ...stored }: StoredAlert): AlertRow => ({
  id: alert.id,
  status,
  severity: stored.severity,
  rule: alert.rule.id,
  origin: alert.rule.origin as RuleOrigin,
  title: alert.rule.title,
  score: alert.score ?? undefined,
  count: alert.count,
  accounts: alert.accounts,
  regions: alert.regions,
  actors: alert.actors,
  sourceIps: alert.sourceIps,
  resources: alert.resources,
  because: alert.because[0] ?? '',
  firstAt: alert.firstAt,
  lastAt: alert.lastAt,
  openedAt: isoOf(stored.openedAt),
  updatedAt: isoOf(stored.updatedAt),
  note,
});

const wordsOf = ({ rule, actors, sourceIps, resources, id }: Alert): string =>
  [rule.title, rule.id, id, ...actors, ...sourceIps, ...resources.map((one) => one.id)]
    .join('\n')
    .toLowerCase()
    .slice(0, LONGEST_WORDS);

const placesOf = ({ accounts, regions }: Alert): string =>
  ` ${[...accounts, ...regions].join(' ')} `;

export interface NewStep {
  readonly at: number;
  readonly kind: AlertStep['kind'];
  readonly by: string;
  readonly status?: AlertStatus | undefined;
  readonly text?: string | undefined;
}

const MOST_STEPS = 500;

const addStep = async (tx: Tx, id: string, step: NewStep): Promise<void> => {
  const last = await tx.get<{ step: number | null }>(
    'SELECT MAX(step) AS step FROM detection_alert_step WHERE alert_id = ?',
    [id],
  );
  const next = (last?.step ?? 0) + 1;
  await tx.run(
    `INSERT INTO detection_alert_step (alert_id, step, at, kind, actor, status, note)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [id, next, step.at, step.kind, step.by, step.status ?? null, step.text ?? null],
  );
  // What opened it stays; of endless changes the last ones do.
  if (next > MOST_STEPS)
    await tx.run('DELETE FROM detection_alert_step WHERE alert_id = ? AND step > 1 AND step <= ?', [
      id,
      next - MOST_STEPS,
    ]);
};

/** What was known of an alert before its events came. */
interface Known {
  readonly status: AlertStatus;
  readonly severity_rank: number;
  readonly last_at: number;
}

const insert = async (tx: Tx, alert: Alert, now: number, isNoticed: boolean): Promise<void> => {
  await tx.run(
    `INSERT INTO detection_alert (id, rule, origin, severity, severity_rank, status, places, words, first_at,
       last_at, opened_at, updated_at, document, import_due, status_due, notice_due)
     VALUES (?, ?, ?, ?, ?, 'NEW', ?, ?, ?, ?, ?, ?, ?, 1, 0, ?)`,
    [
      alert.id,
      alert.rule.id,
      alert.rule.origin,
      alert.severity,
      rankOf(alert.severity),
      placesOf(alert),
      wordsOf(alert),
      alert.firstAt,
      alert.lastAt,
      now,
      now,
      JSON.stringify(reportedAlert(alert)),
      isNoticed ? 1 : 0,
    ],
  );
  await addStep(tx, alert.id, { at: now, kind: 'opened', by: 'gatehouse', status: 'NEW' });
};

const update = async (
  tx: Tx,
  alert: Alert,
  known: Known,
  now: number,
  isNoticed: (rank: number) => boolean,
): Promise<void> => {
  const reopened = known.status === 'RESOLVED';
  const rank = rankOf(alert.severity);
  const told = isNoticed(known.severity_rank) && !reopened;
  const notice = known.status !== 'SUPPRESSED' && isNoticed(rank) && !told;
  await tx.run(
    `UPDATE detection_alert SET severity = ?, severity_rank = ?, status = ?, places = ?, words = ?, first_at = ?,
       last_at = ?, updated_at = ?, document = ?, import_due = 1,
       status_due = CASE WHEN ? = 1 THEN 1 ELSE status_due END,
       notice_due = CASE WHEN ? = 1 THEN 1 ELSE notice_due END
     WHERE id = ?`,
    [
      alert.severity,
      rank,
      reopened ? 'NEW' : known.status,
      placesOf(alert),
      wordsOf(alert),
      alert.firstAt,
      alert.lastAt,
      now,
      JSON.stringify(reportedAlert(alert)),
      reopened ? 1 : 0,
      notice ? 1 : 0,
      alert.id,
    ],
  );
  const step = { at: now, by: 'gatehouse' };
  if (reopened) await addStep(tx, alert.id, { ...step, kind: 'reopened', status: 'NEW' });
  if (rank > known.severity_rank)
    await addStep(tx, alert.id, { ...step, kind: 'severity', text: alert.severity });
};

const whereOf = (filter: AlertFilter): { sql: string; parameters: SqlValue[] } => {
  const conditions: string[] = ['1 = 1'];
  const parameters: SqlValue[] = [];
  const where = (condition: string, ...values: readonly SqlValue[]): void => {
    conditions.push(condition);
    parameters.push(...values);
  };
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined)
      where(`${column} IN (${values.map(() => '?').join(', ') || 'NULL'})`, ...values);
  };
  oneOf('status', filter.statuses);
  oneOf('severity', filter.severities);
  oneOf('origin', filter.origins);
  if (!filter.withTraps) where(`origin <> 'trap'`);
  if (filter.rule !== undefined) where(`rule LIKE ? ESCAPE '\\'`, likeOf(filter.rule));
  for (const place of [filter.account, filter.region])
    if (place !== undefined) where(`places LIKE ? ESCAPE '\\'`, `% ${escaped(place)} %`);
  if (filter.text !== undefined)
    where(`words LIKE ? ESCAPE '\\'`, `%${escaped(filter.text.toLowerCase())}%`);
  if (filter.from !== undefined) where('last_at >= ?', filter.from);
  if (filter.to !== undefined) where('last_at < ?', filter.to);
  return { sql: conditions.join(' AND '), parameters };
};

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`);
const likeOf = (text: string): string => escaped(text).replaceAll('*', '%');

export interface AlertChange {
  readonly status?: AlertStatus | undefined;
  readonly note?: string | undefined;
  readonly by: string;
  readonly at: number;
  /** It comes from Security Hub, which therefore need not be told. */
  readonly fromHub: boolean;
}

/** Why something is to be done for an alert. */
export type Due = 'import_due' | 'status_due' | 'notice_due';

export const alertRows = {
  /** Keeps an alert as it is now; its life goes on. `isNoticed`: alerts of this rank are told. */
  async save(
    tx: Tx,
    alert: Alert,
    now: number,
    isNoticed: (rank: number) => boolean,
  ): Promise<void> {
    const known = await tx.get<Known>(
      'SELECT status, severity_rank, last_at FROM detection_alert WHERE id = ?',
      [alert.id],
    );
    if (known === undefined) await insert(tx, alert, now, isNoticed(rankOf(alert.severity)));
    else await update(tx, alert, known, now, isNoticed);
  },

  async find(tx: Tx, id: string): Promise<StoredAlert | undefined> {
    const row = await tx.get<Row>(`SELECT ${COLUMNS} FROM detection_alert WHERE id = ?`, [id]);
    return row === undefined ? undefined : toStored(row);
  },

  /** The latest first. */
  async list(
    tx: Tx,
    filter: AlertFilter,
    limit: number,
    after: AlertPosition | undefined,
  ): Promise<readonly StoredAlert[]> {
    const { sql, parameters } = whereOf(filter);
    const behind = after === undefined ? '' : ' AND (last_at, id) < (?, ?)';
    const rows = await tx.all<Row>(
      `SELECT ${COLUMNS} FROM detection_alert WHERE ${sql}${behind} ORDER BY last_at DESC, id DESC LIMIT ?`,
      [...parameters, ...(after === undefined ? [] : [after.lastAt, after.id]), limit],
    );
    return rows.map(toStored);
  },

  async counts(
    tx: Tx,
    withTraps: boolean,
  ): Promise<{
    readonly byStatus: Record<AlertStatus, number>;
    readonly openBySeverity: Record<Severity, number>;
  }> {
    const rows = await tx.all<{ status: AlertStatus; severity: Severity; number: number }>(
      `SELECT status, severity, CAST(COUNT(*) AS INTEGER) AS number FROM detection_alert
       WHERE origin <> ? GROUP BY status, severity`,
      [withTraps ? '' : 'trap'],
    );
    const byStatus = { NEW: 0, NOTIFIED: 0, RESOLVED: 0, SUPPRESSED: 0 };
    const openBySeverity = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
    for (const { status, severity, number } of rows) {
      byStatus[status] += number;
      if ((status === 'NEW' || status === 'NOTIFIED') && SEVERITIES.includes(severity))
        openBySeverity[severity] += number;
    }
    return { byStatus, openBySeverity };
  },

  async openByRule(tx: Tx): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.all<{ rule: string; number: number }>(
      `SELECT rule, CAST(COUNT(*) AS INTEGER) AS number FROM detection_alert
       WHERE status IN ('NEW', 'NOTIFIED') GROUP BY rule`,
    );
    return new Map(rows.map(({ rule, number }) => [rule, number]));
  },

  /** False: there is no such alert, or nothing to change. */
  async change(tx: Tx, id: string, change: AlertChange): Promise<boolean> {
    const known = await alertRows.find(tx, id);
    if (known === undefined) return false;
    const status = change.status === known.status ? undefined : change.status;
    const note = change.note === known.note ? undefined : change.note;
    if (status === undefined && note === undefined) return true;
    await tx.run(
      `UPDATE detection_alert SET status = ?, note = ?, updated_at = ?,
         status_due = CASE WHEN ? = 1 THEN status_due ELSE 1 END WHERE id = ?`,
      [status ?? known.status, note ?? known.note ?? null, change.at, change.fromHub ? 1 : 0, id],
    );
    const step = { at: change.at, by: change.by };
    if (status !== undefined)
      await addStep(tx, id, { ...step, kind: 'status', status, text: note });
    else await addStep(tx, id, { ...step, kind: 'note', text: note });
    return true;
  },

  /** The latest first. */
  async steps(tx: Tx, id: string): Promise<readonly AlertStep[]> {
    const rows = await tx.all<{
      at: number;
      kind: AlertStep['kind'];
      actor: string;
      status: AlertStatus | null;
      note: string | null;
    }>(
      `SELECT at, kind, actor, status, note FROM detection_alert_step WHERE alert_id = ?
       ORDER BY step DESC`,
      [id],
    );
    return rows.map(({ at, kind, actor, status, note }) => ({
      at: isoOf(at),
      kind,
      by: actor,
      status: status ?? undefined,
      text: note ?? undefined,
    }));
  },

  async due(tx: Tx, what: Due, limit: number, after = ''): Promise<readonly StoredAlert[]> {
    const rows = await tx.all<Row>(
      `SELECT ${COLUMNS} FROM detection_alert WHERE ${what} = 1 AND id > ? ORDER BY id LIMIT ?`,
      [after, limit],
    );
    return rows.map(toStored);
  },

  async dueState(
    tx: Tx,
  ): Promise<{ readonly waiting: number; readonly problem: string | undefined }> {
    const row = await tx.get<{ number: number; problem: string | null }>(
      `SELECT CAST(COUNT(*) AS INTEGER) AS number, MAX(import_problem) AS problem FROM detection_alert
       WHERE import_due = 1`,
    );
    return { waiting: row?.number ?? 0, problem: row?.problem ?? undefined };
  },

  /** Done, for the alert as it was at that time: what changed meanwhile is due still. */
  async done(tx: Tx, what: Due, id: string, updatedAt: number, now: number): Promise<void> {
    await tx.run(
      `UPDATE detection_alert SET ${what} = 0${what === 'import_due' ? ', imported_at = ?, import_problem = NULL' : ''}
       WHERE id = ? AND updated_at = ?`,
      what === 'import_due' ? [now, id, updatedAt] : [id, updatedAt],
    );
  },

  async noticed(tx: Tx, id: string): Promise<void> {
    await tx.run('UPDATE detection_alert SET notice_due = 0 WHERE id = ?', [id]);
  },

  async refused(tx: Tx, id: string, problem: string, isFinal: boolean): Promise<void> {
    await tx.run(
      'UPDATE detection_alert SET import_problem = ?, import_due = CASE WHEN ? = 1 THEN 0 ELSE import_due END WHERE id = ?',
      [problem.slice(0, 500), isFinal ? 1 : 0, id],
    );
  },

  /** Removes some whose last event is older than a time; answers how many. */
  async expire(tx: Tx, before: number, limit: number): Promise<number> {
    const old = `SELECT id FROM detection_alert WHERE last_at < ? ORDER BY last_at, id LIMIT ?`;
    await tx.run(`DELETE FROM detection_alert_step WHERE alert_id IN (${old})`, [before, limit]);
    const { changes } = await tx.run(`DELETE FROM detection_alert WHERE id IN (${old})`, [
      before,
      limit,
    ]);
    return changes;
  },
};
