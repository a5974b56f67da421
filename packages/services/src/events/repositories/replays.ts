import type { ReplayState } from '@aws-sdk/client-eventbridge';
import type { Tx } from '@gatehouse/store';
import type { Replay, Scope } from '../model.ts';

interface ReplayRow {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly archive_arn: string;
  readonly description: string | null;
  readonly state: string;
  readonly state_reason: string | null;
  readonly events_from: number;
  readonly events_to: number;
  readonly last_replayed_at: number | null;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly destination_arn: string;
  readonly rule_arns: string;
}

const time = (value: number | null): Date | undefined =>
  value === null ? undefined : new Date(value);

const toReplay = (row: ReplayRow): Replay => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: row.arn,
  archiveArn: row.archive_arn,
  description: row.description ?? undefined,
  state: row.state as ReplayState,
  stateReason: row.state_reason ?? undefined,
  eventsFrom: new Date(row.events_from),
  eventsTo: new Date(row.events_to),
  lastReplayedAt: time(row.last_replayed_at),
  startedAt: new Date(row.started_at),
  endedAt: time(row.ended_at),
  destinationArn: row.destination_arn,
  ruleArns: JSON.parse(row.rule_arns) as string[],
});

export interface ReplayFilter {
  readonly prefix?: string | undefined;
  readonly archiveArn?: string | undefined;
  readonly state?: string | undefined;
}

/** What changes of a replay while it runs. */
export type ReplayProgress = Pick<Replay, 'state' | 'stateReason' | 'lastReplayedAt' | 'endedAt'>;

export const replays = {
  async find(tx: Tx, arn: string): Promise<Replay | undefined> {
    const row = await tx.get<ReplayRow>('SELECT * FROM events_replay WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toReplay(row);
  },

  /** False when there is one of that name. */
  async insert(tx: Tx, replay: Replay): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO events_replay
         (arn, account, region, name, archive_arn, description, state, events_from, events_to, started_at,
          destination_arn, rule_arns)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        replay.arn,
        replay.account,
        replay.region,
        replay.name,
        replay.archiveArn,
        replay.description ?? null,
        replay.state,
        replay.eventsFrom.getTime(),
        replay.eventsTo.getTime(),
        replay.startedAt.getTime(),
        replay.destinationArn,
        JSON.stringify(replay.ruleArns),
      ],
    );
    return changes > 0;
  },

  /** Moves the replay on, only while its state is still `from`. */
  async progress(
    tx: Tx,
    arn: string,
    from: ReplayState,
    { state, stateReason, lastReplayedAt, endedAt }: ReplayProgress,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE events_replay SET state = ?, state_reason = ?, last_replayed_at = ?, ended_at = ?
       WHERE arn = ? AND state = ?`,
      [
        state,
        stateReason ?? null,
        lastReplayedAt?.getTime() ?? null,
        endedAt?.getTime() ?? null,
        arn,
        from,
      ],
    );
    return changes > 0;
  },

  /** Those that are not over. */
  async countActive(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ readonly many: number }>(
      `SELECT COUNT(*) AS many FROM events_replay
       WHERE account = ? AND region = ? AND state IN ('STARTING', 'RUNNING', 'CANCELLING')`,
      [account, region],
    );
    return row?.many ?? 0;
  },

  /** By name. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    { prefix = '', archiveArn, state }: ReplayFilter,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly Replay[]> {
    const filters = [
      ...(archiveArn === undefined ? [] : [['archive_arn = ?', archiveArn] as const]),
      ...(state === undefined ? [] : [['state = ?', state] as const]),
    ];
    const rows = await tx.all<ReplayRow>(
      `SELECT * FROM events_replay
       WHERE account = ? AND region = ? AND name > ? AND SUBSTR(name, 1, ?) = ?
       ${filters.map(([sql]) => `AND ${sql}`).join(' ')} ORDER BY name LIMIT ?`,
      [account, region, after, prefix.length, prefix, ...filters.map(([, value]) => value), limit],
    );
    return rows.map(toReplay);
  },
};
