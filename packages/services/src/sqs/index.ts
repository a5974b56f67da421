import type { QueuePort, Service } from '@gatehouse/service-kit';
import { createArrivals } from './arrivals.ts';
import type { SqsDeps } from './deps.ts';
import { createMessageKeys } from './encryption.ts';
import { migrations } from './migrations.ts';
import { MOVE, moveMessages } from './moves.ts';
import { operations } from './operations/index.ts';
import { createQueuePort } from './port.ts';
import { createPositions } from './positions.ts';
import { scheduleSweep, SWEEP, sweep } from './sweep.ts';

export type { SqsDeps } from './deps.ts';

export interface Sqs {
  readonly service: Service;
  readonly queues: QueuePort;
  /** Ends the waits of ReceiveMessage, so that the server can stop. */
  endWaits(): void;
}

/** Amazon Simple Queue Service: queues and their messages as rows, which receivers on every node share. */
export const createSqs = (deps: SqsDeps): Sqs => {
  const arrivals = createArrivals(deps);
  const parts = {
    ...deps,
    arrivals,
    positions: createPositions(),
    messageKeys: createMessageKeys(deps),
  };
  return {
    service: {
      id: 'sqs',
      eventSource: 'sqs.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'InvalidParameterValueException',
      operations: operations(parts),
      migrations,
      work: { [MOVE]: moveMessages(parts), [SWEEP]: sweep(parts) },
      prepare: scheduleSweep,
    },
    queues: createQueuePort(parts),
    endWaits: () => arrivals.end(),
  };
};
