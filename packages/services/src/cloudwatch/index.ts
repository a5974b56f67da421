import type { Service } from '@gatehouse/service-kit';
import type { OutboxRow, Tx } from '@gatehouse/store';
import { createAlarms } from './alarms/index.ts';
import { createModels } from './anomaly/models.ts';
import type { CloudWatchDeps } from './deps.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import type { MetricReader, MetricWriter } from './ports.ts';
import { createQueue, recordQueued } from './queue.ts';
import { createReader } from './reader.ts';
import { createRecorder } from './recorder.ts';
import { prepareRetention, RETENTION, retain } from './retention.ts';

export type { CloudWatchDeps } from './deps.ts';
export { POINTS_TOPIC } from './queue.ts';

export interface CloudWatch {
  readonly service: Service;
  /** How other services record metrics: in their own transactions, and heard of soon after these commit. */
  readonly metrics: MetricWriter;
  /** What takes points from the outbox. */
  readonly recordQueued: (tx: Tx, rows: readonly OutboxRow[]) => Promise<void>;
  readonly reader: MetricReader;
}

/** Amazon CloudWatch: metrics as rows per minute, five minutes and hour, what is computed of them, and alarms on them. */
export const createCloudWatch = (deps: CloudWatchDeps): CloudWatch => {
  const model = createModels();
  const reader = createReader({ ...deps, model });
  const alarms = createAlarms({ ...deps, reader });
  const writer = createRecorder({ ...deps, listener: alarms.listener });
  const parts = { ...deps, reader, writer, model, tagged: alarms.tagged };
  return {
    service: {
      id: 'cloudwatch',
      eventSource: 'monitoring.amazonaws.com',
      accessDenied: 'AccessDenied',
      validationCode: 'ValidationError',
      operations: { ...operations(parts), ...alarms.operations },
      migrations: [...migrations, ...alarms.migrations],
      work: { [RETENTION]: retain(parts), ...alarms.work },
      longWork: alarms.longWork,
      prepare: async (tx, now) => {
        await prepareRetention(tx, now);
        await alarms.prepare(tx, now);
      },
    },
    metrics: createQueue(deps),
    recordQueued: recordQueued(writer),
    reader,
  };
};
