import type { MetricDataQuery, StateValue } from '@aws-sdk/client-cloudwatch';
import type { Tx } from '@gatehouse/store';
import { dimensionsOf, type Scope } from '../../model.ts';
import { alarmArn, shardOf } from '../arns.ts';
import type {
  Alarm,
  AlarmRef,
  AlarmState,
  Configuration,
  MetricConfiguration,
  Suppression,
  WatchedMetric,
} from '../model.ts';

interface AlarmRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly kind: string;
  readonly configuration: string;
  readonly configured_at: number;
  readonly state: StateValue;
  readonly reason: string;
  readonly reason_data: string | null;
  readonly state_updated_at: number;
  readonly state_changed_at: number;
  readonly version: number;
  readonly held_until: number | null;
  readonly suppressed_by: Suppression['by'] | null;
  readonly suppressed_until: number | null;
  readonly acted_state: StateValue;
  readonly evaluation_error: number;
  readonly due_at: number | null;
}

type StoredMetric = Omit<WatchedMetric, 'dimensions'> & {
  readonly dimensions: readonly (readonly [string, string])[];
};

const configurationText = (configuration: Configuration): string => {
  if (configuration.kind === 'composite' || configuration.metric === undefined)
    return JSON.stringify(configuration);
  const metric: StoredMetric = {
    ...configuration.metric,
    dimensions: [...configuration.metric.dimensions],
  };
  return JSON.stringify({ ...configuration, metric });
};

const parseConfiguration = (text: string): Configuration => {
  const stored = JSON.parse(text) as
    | Exclude<Configuration, MetricConfiguration>
    | (Omit<MetricConfiguration, 'metric' | 'queries'> & {
        readonly metric?: StoredMetric;
        readonly queries?: readonly MetricDataQuery[];
      });
  if (stored.kind === 'composite' || stored.metric === undefined)
    return { ...stored } as Configuration;
  return {
    ...stored,
    metric: { ...stored.metric, dimensions: dimensionsOf(stored.metric.dimensions) },
  };
};

const dateOf = (at: number | null): Date | undefined => (at === null ? undefined : new Date(at));

const toAlarm = (row: AlarmRow): Alarm => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: alarmArn(row, row.name),
  configuration: parseConfiguration(row.configuration),
  configuredAt: new Date(row.configured_at),
  state: {
    value: row.state,
    reason: row.reason,
    data: row.reason_data ?? undefined,
    updatedAt: new Date(row.state_updated_at),
    changedAt: new Date(row.state_changed_at),
  },
  version: row.version,
  heldUntil: dateOf(row.held_until),
  suppression:
    row.suppressed_by === null
      ? undefined
      : { by: row.suppressed_by, until: dateOf(row.suppressed_until) },
  actedState: row.acted_state,
  evaluationError: row.evaluation_error === 1,
  dueAt: dateOf(row.due_at),
});

type Place = Omit<AlarmRef, 'arn'>;

const place = ({ account, region, name }: Place): readonly string[] => [account, region, name];

const HERE = 'account = ? AND region = ? AND name = ?';

/** `LIKE` with no sign of its own in `prefix`. */
const likePrefix = (prefix: string): string => `${prefix.replaceAll(/[\\%_]/g, '\\$&')}%`;

export interface AlarmFilter {
  readonly prefix?: string | undefined;
  readonly kinds: readonly Configuration['kind'][];
  readonly state?: StateValue | undefined;
  readonly names?: readonly string[] | undefined;
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

export const alarms = {
  async find(tx: Tx, ref: Place): Promise<Alarm | undefined> {
    const row = await tx.get<AlarmRow>(`SELECT * FROM cloudwatch_alarm WHERE ${HERE}`, place(ref));
    return row && toAlarm(row);
  },

  async list(
    tx: Tx,
    { account, region }: Scope,
    { prefix, kinds, state, names }: AlarmFilter,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly Alarm[]> {
    const rows = await tx.all<AlarmRow>(
      `SELECT * FROM cloudwatch_alarm
       WHERE account = ? AND region = ? AND name > ? AND kind IN (${marks(kinds.length)})
       ${prefix === undefined ? '' : "AND name LIKE ? ESCAPE '\\'"}
       ${state === undefined ? '' : 'AND state = ?'}
       ${names === undefined ? '' : `AND name IN (${marks(names.length)})`}
       ORDER BY name LIMIT ?`,
      [
        account,
        region,
        page.after,
        ...kinds,
        ...(prefix === undefined ? [] : [likePrefix(prefix)]),
        ...(state === undefined ? [] : [state]),
        ...(names ?? []),
        page.limit,
      ],
    );
    // LIKE of SQLite takes a for A.
    return rows.map(toAlarm).filter(({ name }) => name.startsWith(prefix ?? ''));
  },

  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ readonly total: number }>(
      'SELECT CAST(COUNT(*) AS INTEGER) AS total FROM cloudwatch_alarm WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.total ?? 0;
  },

  async statesOf(
    tx: Tx,
    { account, region }: Scope,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<AlarmState, 'value' | 'updatedAt'>>> {
    if (names.length === 0) return new Map();
    const rows = await tx.all<Pick<AlarmRow, 'name' | 'state' | 'state_updated_at'>>(
      `SELECT name, state, state_updated_at FROM cloudwatch_alarm
       WHERE account = ? AND region = ? AND name IN (${marks(names.length)})`,
      [account, region, ...names],
    );
    return new Map(
      rows.map(({ name, state, state_updated_at }) => [
        name,
        { value: state, updatedAt: new Date(state_updated_at) },
      ]),
    );
  },

  /** A new alarm, in its first state; it is due at once. */
  async insert(
    tx: Tx,
    ref: AlarmRef,
    configuration: Configuration,
    first: Pick<AlarmState, 'value' | 'reason'>,
    now: Date,
    dueAt: Date | undefined,
  ): Promise<void> {
    const at = now.getTime();
    await tx.run(
      `INSERT INTO cloudwatch_alarm (account, region, name, kind, configuration, configured_at, state, reason,
         state_updated_at, state_changed_at, version, acted_state, evaluation_error, shard, due_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 0, ?, ?)`,
      [
        ...place(ref),
        configuration.kind,
        configurationText(configuration),
        at,
        first.value,
        first.reason,
        at,
        at,
        first.value,
        shardOf(ref),
        dueAt?.getTime() ?? null,
      ],
    );
  },

  /** A new configuration; state and history stay. */
  async configure(
    tx: Tx,
    ref: Place,
    configuration: Configuration,
    now: Date,
    dueAt: Date | undefined,
  ): Promise<void> {
    await tx.run(
      `UPDATE cloudwatch_alarm SET configuration = ?, configured_at = ?, version = version + 1, due_at = ?,
         held_until = NULL, evaluation_error = 0
       WHERE ${HERE}`,
      [configurationText(configuration), now.getTime(), dueAt?.getTime() ?? null, ...place(ref)],
    );
  },

  async setActionsEnabled(
    tx: Tx,
    ref: Place,
    configuration: Configuration,
    now: Date,
  ): Promise<void> {
    await tx.run(
      `UPDATE cloudwatch_alarm SET configuration = ?, configured_at = ?, version = version + 1 WHERE ${HERE}`,
      [configurationText(configuration), now.getTime(), ...place(ref)],
    );
  },

  /** False when the alarm is no longer the one that was read. */
  async setState(
    tx: Tx,
    { version, ...ref }: Place & { readonly version: number },
    state: AlarmState,
    facts: {
      readonly heldUntil?: Date | undefined;
      readonly suppression: Suppression | undefined;
      readonly acted: StateValue;
    },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE cloudwatch_alarm SET state = ?, reason = ?, reason_data = ?, state_updated_at = ?, state_changed_at = ?,
         held_until = ?, suppressed_by = ?, suppressed_until = ?, acted_state = ?, evaluation_error = 0,
         version = version + 1
       WHERE ${HERE} AND version = ?`,
      [
        state.value,
        state.reason,
        state.data ?? null,
        state.updatedAt.getTime(),
        state.changedAt.getTime(),
        facts.heldUntil?.getTime() ?? null,
        facts.suppression?.by ?? null,
        facts.suppression?.until?.getTime() ?? null,
        facts.acted,
        ...place(ref),
        version,
      ],
    );
    return changes > 0;
  },

  async setActed(
    tx: Tx,
    ref: Place,
    acted: StateValue,
    suppression: Suppression | undefined,
    now: Date | undefined,
  ): Promise<void> {
    await tx.run(
      `UPDATE cloudwatch_alarm SET acted_state = ?, suppressed_by = ?, suppressed_until = ?,
         state_updated_at = COALESCE(CAST(? AS BIGINT), state_updated_at), version = version + 1
       WHERE ${HERE}`,
      [
        acted,
        suppression?.by ?? null,
        suppression?.until?.getTime() ?? null,
        now?.getTime() ?? null,
        ...place(ref),
      ],
    );
  },

  async setEvaluationError(tx: Tx, ref: Place, failed: boolean, now: Date): Promise<void> {
    await tx.run(
      `UPDATE cloudwatch_alarm SET evaluation_error = ?, state_updated_at = ? WHERE ${HERE}`,
      [failed ? 1 : 0, now.getTime(), ...place(ref)],
    );
  },

  /** Unless it was changed, or woken, since it was read. */
  async setDue(
    tx: Tx,
    { dueAt, version, ...ref }: Pick<Alarm, 'account' | 'region' | 'name' | 'dueAt' | 'version'>,
    next: Date | undefined,
  ): Promise<void> {
    await tx.run(
      `UPDATE cloudwatch_alarm SET due_at = ? WHERE ${HERE} AND version = ? AND due_at = ?`,
      [next?.getTime() ?? null, ...place(ref), version, dueAt?.getTime() ?? 0],
    );
  },

  /** False when it was awake. */
  async wake(tx: Tx, ref: Place, at: Date): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE cloudwatch_alarm SET due_at = ? WHERE ${HERE} AND due_at IS NULL`,
      [at.getTime(), ...place(ref)],
    );
    return changes > 0;
  },

  /** Wakes all that sleep of those that watch a series; their shards. */
  async wakeWatchers(tx: Tx, seriesId: string, at: Date): Promise<readonly number[]> {
    const asleep = `due_at IS NULL AND kind = 'metric' AND (account, region, name) IN
      (SELECT account, region, name FROM cloudwatch_alarm_watch WHERE series_id = ?)`;
    const rows = await tx.all<{ readonly shard: number }>(
      `SELECT DISTINCT shard FROM cloudwatch_alarm WHERE ${asleep}`,
      [seriesId],
    );
    if (rows.length > 0)
      await tx.run(`UPDATE cloudwatch_alarm SET due_at = ? WHERE ${asleep}`, [
        at.getTime(),
        seriesId,
      ]);
    return rows.map(({ shard }) => shard);
  },

  async due(tx: Tx, shard: number, now: Date, limit: number): Promise<readonly Alarm[]> {
    const rows = await tx.all<AlarmRow>(
      'SELECT * FROM cloudwatch_alarm WHERE shard = ? AND due_at <= ? ORDER BY due_at LIMIT ?',
      [shard, now.getTime(), limit],
    );
    return rows.map(toAlarm);
  },

  async nextDue(tx: Tx, shard: number): Promise<Date | undefined> {
    const row = await tx.get<{ readonly due_at: number }>(
      'SELECT due_at FROM cloudwatch_alarm WHERE shard = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1',
      [shard],
    );
    return row && new Date(row.due_at);
  },

  async delete(tx: Tx, ref: Place): Promise<void> {
    await tx.run(`DELETE FROM cloudwatch_alarm WHERE ${HERE}`, place(ref));
  },
};
