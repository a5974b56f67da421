import type { Service } from '@gatehouse/service-kit';
import { finishProvider } from './capacity-providers.ts';
import { removeTaskDefinition } from './deleted-task-definitions.ts';
import type { EcsDeps } from './deps.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { convergeService } from './scheduler.ts';
import { moveTask } from './task-moves.ts';

/** Amazon Elastic Container Service: clusters, services and tasks as data, moved on by due work. */
export const createEcs = (deps: EcsDeps): Service => ({
  id: 'ecs',
  eventSource: 'ecs.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'InvalidParameterException',
  operations: operations(deps),
  migrations,
  work: {
    'ecs.capacity-provider': finishProvider,
    'ecs.service': convergeService(deps),
    'ecs.task': moveTask(deps),
    'ecs.task-definition': removeTaskDefinition(deps),
  },
});
