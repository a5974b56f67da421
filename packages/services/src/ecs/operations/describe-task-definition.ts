import type {
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
} from '@aws-sdk/client-ecs';
import { reads } from '@gatehouse/service-kit';
import { taskDefinitionUnknown } from '../errors.ts';
import { shownTags } from '../tags.ts';
import {
  findTaskDefinition,
  shownTaskDefinition,
  taskDefinitionRef,
  taskDefinitionTags,
} from '../task-definitions.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html */
export const describeTaskDefinition = () =>
  reads<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>({}, async (input, call) => {
    const { tx } = call;
    // The service authorization reference gives this action no resource type.
    await call.authorize('ecs:DescribeTaskDefinition', '*');
    const ref = taskDefinitionRef(call, input.taskDefinition ?? '');
    const definition = await findTaskDefinition(tx, call, ref);
    if (definition === undefined) throw taskDefinitionUnknown();

    const { family, revision } = definition;
    call.touch({ type: 'AWS::ECS::TaskDefinition', name: `${family}:${revision}` });
    const withTags = input.include?.includes('TAGS') === true;
    return {
      taskDefinition: shownTaskDefinition(call, definition),
      ...(withTags ? { tags: shownTags(await taskDefinitionTags(tx, call, definition)) } : {}),
    };
  });
