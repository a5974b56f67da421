import type { Failure, StartTaskRequest, StartTaskResponse } from '@aws-sdk/client-ecs';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, memberArn, type MemberRef, memberRef } from '../arns.ts';
import { authorizeCreation, authorizePassRole, existing } from '../authorization.ts';
import { clusterKey, findCluster, requireActive, touchCluster } from '../clusters.ts';
import { cannotBeEmpty, tooMany } from '../errors.ts';
import {
  checkNetwork,
  checkOverrides,
  checkTaskRequest,
  launchKeys,
  requireUsable,
  sizeKeys,
  taskRoles,
  taskTags,
} from '../launch-rules.ts';
import type { Task } from '../model.ts';
import { newTask, type TaskPlan } from '../new-task.ts';
import { containerInstances } from '../repositories/container-instances.ts';
import { tasks } from '../repositories/tasks.ts';
import { capacityOf, freePorts, misfit, needOf } from '../resources.ts';
import type { RunDeps } from '../run-tasks.ts';
import { requestTags, tagLimits } from '../tags.ts';
import {
  arnOf,
  findTaskDefinition,
  taskDefinitionRef,
  taskDefinitionTags,
} from '../task-definitions.ts';
import { launch } from '../task-moves.ts';
import { shownTask } from '../tasks.ts';

const MOST_INSTANCES = 10;

/** What every started task has in common. */
type Common = Omit<TaskPlan, 'instance' | 'ports'>;

const startOn = async (
  deps: RunDeps,
  call: Call,
  ref: MemberRef,
  plan: Common,
  tags: ReadonlyMap<string, string>,
): Promise<Task | Failure> => {
  const { tx } = call;
  const [instance] = await containerInstances.findMany(tx, call, plan.cluster, [ref.id]);
  if (instance === undefined || !ref.own) return { arn: ref.asGiven, reason: 'MISSING' };
  const running = await tasks.onInstances(tx, call, plan.cluster, instance.id);
  const capacity = capacityOf(instance, running);
  const reason = misfit(capacity, plan.need);
  if (reason !== undefined) return { arn: ref.arn, reason };
  const ports = freePorts(capacity, plan.need);
  const task = newTask(deps.ids, call, { ...plan, instance, ports }, call.now);
  return launch(tx, call, deps, task, tags, call.now);
};

/** The right to start tasks, and what the request names. */
const authorizeStart = async (input: StartTaskRequest, call: Call) => {
  const { tx } = call;
  checkTaskRequest({ overrides: input.overrides, startedBy: input.startedBy, startedByLength: 36 });
  const own = requestTags(input.tags);
  const overrides = input.overrides ?? {};
  const ref = clusterRef(call, input.cluster);
  const refs = (input.containerInstances ?? []).map((text) =>
    memberRef(call, 'container-instance', ref, text),
  );
  const given = input.taskDefinition ?? '';
  const definitionRef = taskDefinitionRef(call, given);
  const found = await findTaskDefinition(tx, call, definitionRef);
  const definitionTags = await taskDefinitionTags(tx, call, found);
  // `ecs:container-instances` holds one ARN, so several instances are several questions.
  for (const instance of refs.length === 0 ? [undefined] : refs)
    await authorizeCreation(call, {
      operation: 'StartTask',
      resource: arnOf(call, definitionRef, found, given),
      created: memberArn(call, 'task', ref.name, '*'),
      tags: own,
      keys: existing(definitionTags, {
        ...clusterKey(ref),
        ...launchKeys(call, { launchType: 'EC2', strategy: [] }, input),
        ...sizeKeys(found, overrides),
        'ecs:container-instances': instance?.arn,
      }),
    });
  await authorizePassRole(call, taskRoles(found, overrides), 'ecs-tasks.amazonaws.com');
  return { own, overrides, ref, refs, found, definitionTags };
};

const start = async (
  deps: RunDeps,
  input: StartTaskRequest,
  call: Call,
): Promise<StartTaskResponse> => {
  const { tx } = call;
  const asked = await authorizeStart(input, call);
  const { own, overrides, ref, refs, found, definitionTags } = asked;
  touchCluster(call, ref);
  requireActive(await findCluster(tx, call, ref));
  if (refs.length === 0) throw cannotBeEmpty('Container Instances');
  if (refs.length > MOST_INSTANCES) throw tooMany('containerInstances', MOST_INSTANCES);
  const definition = requireUsable(found);
  checkNetwork(definition, input.networkConfiguration);
  checkOverrides(definition, overrides);

  const plan: Common = {
    cluster: ref.name,
    definition,
    launchType: 'EC2',
    need: needOf(definition, overrides),
    overrides,
    group: input.group ?? `family:${definition.family}`,
    startedBy: input.startedBy,
    networkConfiguration: input.networkConfiguration,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
  };
  const tags = taskTags(
    input.propagateTags === 'TASK_DEFINITION' ? definitionTags : undefined,
    own,
    { enabled: input.enableECSManagedTags, cluster: ref.name },
  );
  const response = { tasks: [] as Task[], failures: [] as Failure[] };
  for (const instance of refs) {
    const outcome = await startOn(deps, call, instance, plan, tags);
    if ('id' in outcome) response.tasks.push(outcome);
    else response.failures.push(outcome);
  }
  const arns = response.tasks.map(({ id }) => memberArn(call, 'task', ref.name, id));
  const stored = await tagStore.ofMany(tx, arns);
  for (const { id } of response.tasks) call.touch({ type: 'AWS::ECS::Task', name: id });
  return {
    tasks: response.tasks.map((task) =>
      shownTask(call, task, stored.get(memberArn(call, 'task', ref.name, task.id))),
    ),
    failures: response.failures,
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html */
export const startTask = (deps: RunDeps) =>
  writes<StartTaskRequest, StartTaskResponse>(
    {
      partial: 'tasks go through their states, no container runs',
      limits: tagLimits,
      redact: [
        'overrides.containerOverrides[].environment',
        'overrides.containerOverrides[].command',
      ],
      redactOutput: [
        'tasks[].overrides.containerOverrides[].environment',
        'tasks[].overrides.containerOverrides[].command',
      ],
    },
    (input, call) => start(deps, input, call),
  );
