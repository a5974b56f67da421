import type { Service } from '@gatehouse/service-kit';
import type { RdsDeps } from './deps.ts';
import { watchKey, WATCH_WORK } from './encryption/watch.ts';
import { EVENT_SHAPE } from './event-shape.ts';
import { migrations } from './migrations.ts';
import { maintainDatabase, MAINTENANCE_WORK, MOVE_WORK, moveDatabase } from './moves.ts';
import { operations } from './operations/index.ts';
import { completeSnapshot, SNAPSHOT_WORK } from './snapshots/new-snapshot.ts';

export { createMasterPasswords } from './managed-password/rotation.ts';

/** Amazon RDS's control plane: databases and snapshots as data, moved on by due work. No database runs. */
export const createRds = (deps: RdsDeps): Service => ({
  id: 'rds',
  eventSource: 'rds.amazonaws.com',
  accessDenied: 'AccessDenied',
  validationCode: 'InvalidParameterValue',
  eventShape: EVENT_SHAPE,
  operations: operations(deps),
  migrations,
  work: {
    [MAINTENANCE_WORK]: maintainDatabase(deps),
    [MOVE_WORK]: moveDatabase(deps),
    [SNAPSHOT_WORK]: completeSnapshot(deps),
    [WATCH_WORK]: watchKey(deps),
  },
});
