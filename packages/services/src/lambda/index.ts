import type { FunctionPort, InvokePort, Service } from '@gatehouse/service-kit';
import type { LambdaDeps } from './deps.ts';
import { createEventPump, type EventPump } from './event-pump.ts';
import { createExecutions } from './execution.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { createFunctionPort } from './port.ts';
import { events } from './repositories/events.ts';
import { functions } from './repositories/functions.ts';
import { createWeb, type LambdaWeb } from './web.ts';

export type { LambdaDeps } from './deps.ts';
export {
  type FunctionRan,
  type FunctionRun,
  type FunctionRuntime,
  type OutputLine,
  RuntimeBusyError,
} from './runtime.ts';
export { zippedFiles } from './zip.ts';

export interface Lambda {
  readonly service: Service;
  readonly functions: FunctionPort & InvokePort;
  /** Asynchronous invocations, and the end of all. */
  readonly events: EventPump;
  readonly web: LambdaWeb;
}

/** AWS Lambda: functions, their versions and aliases, and what is invoked of them; a runtime port runs them. */
export const createLambda = (deps: LambdaDeps): Lambda => {
  const executions = createExecutions(deps);
  return {
    service: {
      id: 'lambda',
      eventSource: 'lambda.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      operations: operations(deps, executions),
      migrations,
      blobsInUse: (tx, ids) => functions.blobsInUse(tx, ids),
      // One process alone uses such a database: what was under way when it fell is nobody's.
      prepare: async (tx, now) => {
        if (deps.store.dialect === 'sqlite') await events.release(tx, now);
      },
    },
    functions: createFunctionPort(deps, executions),
    events: createEventPump(deps, executions),
    web: createWeb(deps),
  };
};
