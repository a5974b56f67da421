import type {
  DeleteTaskDefinitionsRequest,
  DeleteTaskDefinitionsResponse,
  Failure,
  TaskDefinition as ShownTaskDefinition,
} from '@aws-sdk/client-ecs';
import { type Call, type ServiceDeps, writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { existing } from '../authorization.ts';
import {
  cannotBeEmpty,
  TASK_DEFINITION_IDENTIFIER_INVALID,
  TASK_DEFINITION_MISSING,
  TASK_DEFINITION_STILL_ACTIVE,
  tooMany,
} from '../errors.ts';
import { taskDefinitions } from '../repositories/task-definitions.ts';
import {
  arnOf,
  findTaskDefinition,
  shownTaskDefinition,
  type TaskDefinitionRef,
  taskDefinitionRef,
  taskDefinitionTags,
} from '../task-definitions.ts';
import { later, workKey } from '../work.ts';

const MOST = 10;

/** Only `family:revision` and ARNs with a revision can be deleted. */
const revisionRef = (call: Call, given: string): TaskDefinitionRef | undefined => {
  if (!/:[1-9]\d{0,8}$/.test(given)) return undefined;
  const ref = taskDefinitionRef(call, given);
  return ref?.revision === undefined ? undefined : ref;
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html */
export const deleteTaskDefinitions = ({ delaySeconds }: Pick<ServiceDeps, 'delaySeconds'>) =>
  writes<DeleteTaskDefinitionsRequest, DeleteTaskDefinitionsResponse>(
    {
      redactOutput: [
        'taskDefinitions[].containerDefinitions[].environment',
        'taskDefinitions[].containerDefinitions[].command',
        'taskDefinitions[].containerDefinitions[].entryPoint',
        'taskDefinitions[].containerDefinitions[].repositoryCredentials',
      ],
    },
    async (input, call) => {
      const { tx } = call;
      const given = input.taskDefinitions ?? [];
      const deleted: ShownTaskDefinition[] = [];
      const failures: Failure[] = [];
      // An empty request still needs the right to make it.
      if (given.length === 0) await call.authorize('ecs:DeleteTaskDefinitions', '*');
      for (const text of given.slice(0, MOST)) {
        const ref = revisionRef(call, text);
        const found = await findTaskDefinition(tx, call, ref);
        const tags = await taskDefinitionTags(tx, call, found);
        await call.authorize(
          'ecs:DeleteTaskDefinitions',
          arnOf(call, ref, found, text),
          existing(tags),
        );
        if (ref === undefined)
          failures.push({ arn: text, reason: TASK_DEFINITION_IDENTIFIER_INVALID });
        else if (found === undefined) failures.push({ arn: text, reason: TASK_DEFINITION_MISSING });
        else if (found.status === 'ACTIVE')
          failures.push({ arn: text, reason: TASK_DEFINITION_STILL_ACTIVE });
        else {
          const going = {
            ...found,
            status: 'DELETE_IN_PROGRESS' as const,
            deleteRequestedAt: found.deleteRequestedAt ?? call.now.getTime(),
          };
          await taskDefinitions.saveStatus(tx, call, going);
          await scheduleWork(tx, {
            kind: 'ecs.task-definition',
            ...workKey(call, { family: found.family, revision: String(found.revision) }),
            dueAt: later(call.now, delaySeconds),
          });
          call.touch({
            type: 'AWS::ECS::TaskDefinition',
            name: `${found.family}:${found.revision}`,
          });
          deleted.push(shownTaskDefinition(call, going));
        }
      }
      if (given.length === 0) throw cannotBeEmpty('taskDefinitions');
      if (given.length > MOST) throw tooMany('taskDefinitions', MOST);
      return { taskDefinitions: deleted, failures };
    },
  );
