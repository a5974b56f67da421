import type { Service } from '@gatehouse/service-kit';
import { AUTHORIZATION, authorize } from './authorizing.ts';
import { createEventFlow, type EventFlow, type EventFlowDeps } from './flow.ts';
import { flowMigrations } from './migrations-flow.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';

export type { RoleDecision } from './delivery/job.ts';

export interface Events extends Pick<
  EventFlow,
  'listeners' | 'cloudTrail' | 'serviceEvents' | 'pump' | 'report'
> {
  readonly service: Service;
}

/** Amazon EventBridge: buses, rules, archives and replays, connections, and deliveries to targets. */
export const createEvents = (deps: EventFlowDeps): Events => {
  const flow = createEventFlow(deps);
  const { entrance, changes } = flow;
  return {
    ...flow,
    service: {
      id: 'events',
      eventSource: 'events.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      operations: operations({ ...deps, entrance, changes }),
      migrations: [...migrations, ...flowMigrations],
      work: { ...flow.work, [AUTHORIZATION]: authorize(deps) },
      prepare: (tx, now) => flow.prepare(tx, now),
    },
  };
};
