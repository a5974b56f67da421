import type {
  DeregisterTaskDefinitionRequest,
  DeregisterTaskDefinitionResponse,
} from '@aws-sdk/client-ecs';
import { writes } from '@gatehouse/service-kit';
import { revisionMissing, taskDefinitionUnknown } from '../errors.ts';
import { taskDefinitions } from '../repositories/task-definitions.ts';
import { findTaskDefinition, shownTaskDefinition, taskDefinitionRef } from '../task-definitions.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html */
export const deregisterTaskDefinition = () =>
  writes<DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse>(
    {
      redactOutput: [
        'taskDefinition.containerDefinitions[].environment',
        'taskDefinition.containerDefinitions[].command',
        'taskDefinition.containerDefinitions[].entryPoint',
        'taskDefinition.containerDefinitions[].repositoryCredentials',
      ],
    },
    async (input, call) => {
      // The service authorization reference gives this action no resource type.
      await call.authorize('ecs:DeregisterTaskDefinition', '*');
      const ref = taskDefinitionRef(call, input.taskDefinition ?? '');
      if (ref !== undefined && ref.revision === undefined) throw revisionMissing();
      const found = await findTaskDefinition(call.tx, call, ref);
      if (found === undefined) throw taskDefinitionUnknown();

      call.touch({ type: 'AWS::ECS::TaskDefinition', name: `${found.family}:${found.revision}` });
      const inactive =
        found.status === 'ACTIVE'
          ? { ...found, status: 'INACTIVE' as const, deregisteredAt: call.now.getTime() }
          : found;
      await taskDefinitions.saveStatus(call.tx, call, inactive);
      return { taskDefinition: shownTaskDefinition(call, inactive) };
    },
  );
