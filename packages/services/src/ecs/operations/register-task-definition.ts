import type {
  RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionResponse,
} from '@aws-sdk/client-ecs';
import { principalArn, tagStore, writes } from '@gatehouse/service-kit';
import { taskDefinitionArn } from '../arns.ts';
import { authorizeCreation, authorizePassRole } from '../authorization.ts';
import type { TaskDefinition } from '../model.ts';
import { taskDefinitions } from '../repositories/task-definitions.ts';
import { requestTags, shownTags, tagLimits, tagOwner } from '../tags.ts';
import {
  checkedTaskDefinition,
  checkFamily,
  cpuUnits,
  memoryMiB,
} from '../task-definition-rules.ts';
import { shownTaskDefinition } from '../task-definitions.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
export const registerTaskDefinition = () =>
  writes<RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse>(
    {
      limits: tagLimits,
      // What a container is started with may hold secrets.
      redact: [
        'containerDefinitions[].environment',
        'containerDefinitions[].command',
        'containerDefinitions[].entryPoint',
        'containerDefinitions[].repositoryCredentials',
      ],
      redactOutput: [
        'taskDefinition.containerDefinitions[].environment',
        'taskDefinition.containerDefinitions[].command',
        'taskDefinition.containerDefinitions[].entryPoint',
        'taskDefinition.containerDefinitions[].repositoryCredentials',
      ],
    },
    async (input, call) => {
      const { tx } = call;
      const family = input.family ?? '';
      checkFamily(family);
      const tags = requestTags(input.tags);
      const containers = input.containerDefinitions ?? [];
      await authorizeCreation(call, {
        operation: 'RegisterTaskDefinition',
        resource: taskDefinitionArn(call, family, '*'),
        tags,
        keys: {
          'ecs:compute-compatibility': input.requiresCompatibilities,
          'ecs:privileged': String(containers.some(({ privileged }) => privileged === true)),
          'ecs:task-cpu': cpuUnits(input.cpu),
          'ecs:task-memory': memoryMiB(input.memory),
        },
      });
      await authorizePassRole(
        call,
        [input.taskRoleArn, input.executionRoleArn],
        'ecs-tasks.amazonaws.com',
      );

      const details = checkedTaskDefinition(input);
      const definition: TaskDefinition = {
        family,
        revision: await taskDefinitions.nextRevision(tx, call, family),
        status: 'ACTIVE',
        details,
        registeredBy: principalArn(call.principal),
        registeredAt: call.now.getTime(),
        deregisteredAt: undefined,
        deleteRequestedAt: undefined,
      };
      const arn = taskDefinitionArn(call, family, definition.revision);
      await taskDefinitions.insert(tx, call, definition);
      await tagStore.put(tx, tagOwner(call, 'task-definition', arn), tags);
      call.touch({ type: 'AWS::ECS::TaskDefinition', name: `${family}:${definition.revision}` });
      return {
        taskDefinition: shownTaskDefinition(call, definition),
        ...(tags.size === 0 ? {} : { tags: shownTags(tags) }),
      };
    },
  );
