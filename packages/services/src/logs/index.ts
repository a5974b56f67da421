import type { LogPort, Service } from '@gatehouse/service-kit';
import { DELIVER } from './append.ts';
import { createArrivals } from './arrivals.ts';
import { CLEAR, clear, EXPIRE, expire, scheduleExpiry } from './clear.ts';
import { DEFAULTS, reportDefaults } from './default-values.ts';
import { deliver } from './delivery/deliver.ts';
import type { LogsDeps } from './deps.ts';
import { createGroupKeys } from './encryption.ts';
import { createFilters } from './filters.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { createLogPort } from './port.ts';
import { QUERY } from './queries/model.ts';
import { runQuery } from './queries/run.ts';

export type { LogsDeps } from './deps.ts';

export interface Logs {
  readonly service: Service;
  /** How other services write to log groups. */
  readonly port: LogPort;
}

/** Amazon CloudWatch Logs: events as rows, in order of time and arrival; what subscription filters want of them is due work. */
export const createLogs = (deps: LogsDeps): Logs => {
  const parts = {
    ...deps,
    filters: createFilters(),
    arrivals: createArrivals(deps),
    groupKeys: createGroupKeys(deps),
  };
  return {
    service: {
      id: 'logs',
      eventSource: 'logs.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'InvalidParameterException',
      operations: operations(parts),
      migrations,
      work: {
        [DELIVER]: deliver(parts),
        [DEFAULTS]: reportDefaults(parts),
        [CLEAR]: clear(),
        [EXPIRE]: expire(parts),
      },
      longWork: { [QUERY]: runQuery(parts) },
      prepare: scheduleExpiry,
    },
    port: createLogPort(parts),
  };
};
