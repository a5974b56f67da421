import type { Service } from '@gatehouse/service-kit';
import { createTableKeys } from './contents.ts';
import type { DynamoDbDeps } from './deps.ts';
import { eventShape } from './event-shape.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { createRecordedKeys, type DynamoDbParts } from './parts.ts';
import { COUNT, countAll, scheduleCount } from './tables/counting.ts';
import { EXPIRE, expire, MARK, mark } from './tables/expiry.ts';
import {
  BACKFILL,
  backfill,
  REMOVE,
  remove,
  SETTLE,
  settle,
  UNINDEX,
  unindex,
} from './tables/work.ts';

export type { DynamoDbDeps } from './deps.ts';

export interface DynamoDb {
  readonly service: Service;
}

/** Amazon DynamoDB: tables whose items are sealed rows, found by keys that sort as DynamoDB sorts them. */
export const createDynamoDb = (deps: DynamoDbDeps): DynamoDb => {
  const parts: DynamoDbParts = {
    ...deps,
    tableKeys: createTableKeys(deps),
    recordedKeys: createRecordedKeys(),
  };
  return {
    service: {
      id: 'dynamodb',
      eventSource: 'dynamodb.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      operations: operations(parts),
      eventShape: eventShape(parts.recordedKeys),
      migrations,
      work: {
        [BACKFILL]: backfill(parts),
        [COUNT]: countAll(parts),
        [EXPIRE]: expire(parts),
        [MARK]: mark(parts),
        [REMOVE]: remove(parts),
        [SETTLE]: settle(parts),
        [UNINDEX]: unindex(parts),
      },
      prepare: scheduleCount,
    },
  };
};
