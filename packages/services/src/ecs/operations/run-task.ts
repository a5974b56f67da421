import { createHash } from 'node:crypto';
import type { RunTaskRequest, RunTaskResponse } from '@aws-sdk/client-ecs';
import { canonicalJson } from '@gatehouse/core';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { type ClusterRef, clusterRef, memberArn } from '../arns.ts';
import { authorizeCreation, authorizePassRole, existing } from '../authorization.ts';
import {
  checkedStrategy,
  clusterKey,
  findCluster,
  requireActive,
  strategyLimits,
  touchCluster,
} from '../clusters.ts';
import {
  clientTokenReused,
  countInvalid,
  noContainerInstances,
  propagateFromService,
  shouldBeOneOf,
} from '../errors.ts';
import {
  checkLaunchType,
  checkNetwork,
  checkOverrides,
  checkTaskRequest,
  launchKeys,
  launchOf,
  requireUsable,
  sizeKeys,
  subnetKeys,
  taskRoles,
  taskTags,
} from '../launch-rules.ts';
import { clientTokens, type UsedToken } from '../repositories/client-tokens.ts';
import { tasks } from '../repositories/tasks.ts';
import { type RunDeps, runTasks } from '../run-tasks.ts';
import { requestTags, tagLimits } from '../tags.ts';
import {
  arnOf,
  findTaskDefinition,
  taskDefinitionRef,
  taskDefinitionTags,
} from '../task-definitions.ts';
import { shownTask } from '../tasks.ts';

const MOST_TASKS = 10;
const TOKEN_LIFE_MILLISECONDS = 24 * 3600 * 1000;
const PROPAGATIONS = ['TASK_DEFINITION', 'SERVICE', 'NONE'];

const check = (input: RunTaskRequest): void => {
  checkTaskRequest({ ...input, startedByLength: 128 });
  const { count = 1, propagateTags } = input;
  if (count < 1 || count > MOST_TASKS) throw countInvalid();
  if (propagateTags === 'SERVICE') throw propagateFromService();
  if (propagateTags !== undefined && !PROPAGATIONS.includes(propagateTags))
    throw shouldBeOneOf(propagateTags, PROPAGATIONS);
};

/** The answer to the request that used the same client token before, if there was one. */
const repeated = async (
  call: Call,
  ref: ClusterRef,
  token: string | undefined,
  request: string,
): Promise<RunTaskResponse | undefined> => {
  if (token === undefined) return undefined;
  const since = call.now.getTime() - TOKEN_LIFE_MILLISECONDS;
  const used = await clientTokens.find(call.tx, call, ref.name, token, since);
  if (used === undefined) return undefined;
  const arns = used.tasks.map((id) => memberArn(call, 'task', ref.name, id));
  if (used.request !== request) throw clientTokenReused(arns);
  const found = await tasks.findMany(call.tx, call, ref.name, used.tasks);
  const tags = await tagStore.ofMany(call.tx, arns);
  return {
    tasks: found.map((task) =>
      shownTask(call, task, tags.get(memberArn(call, 'task', ref.name, task.id))),
    ),
    failures: [],
  };
};

/** The right to run tasks, and what the request names. */
const authorizeRun = async (input: RunTaskRequest, call: Call) => {
  const { tx } = call;
  const own = requestTags(input.tags);
  const overrides = input.overrides ?? {};
  const ref = clusterRef(call, input.cluster);
  const given = input.taskDefinition ?? '';
  const definitionRef = taskDefinitionRef(call, given);
  const found = await findTaskDefinition(tx, call, definitionRef);
  const foundCluster = await findCluster(tx, call, ref);
  const definitionTags = await taskDefinitionTags(tx, call, found);
  const launch = launchOf(input, foundCluster);
  await authorizeCreation(call, {
    operation: 'RunTask',
    resource: arnOf(call, definitionRef, found, given),
    created: memberArn(call, 'task', ref.name, '*'),
    tags: own,
    keys: existing(definitionTags, {
      ...clusterKey(ref),
      ...launchKeys(call, launch, input),
      ...sizeKeys(found, overrides),
      ...subnetKeys(input.networkConfiguration),
    }),
  });
  await authorizePassRole(call, taskRoles(found, overrides), 'ecs-tasks.amazonaws.com');
  return { own, overrides, ref, found, foundCluster, definitionTags, launch };
};

const remember = async (
  call: Call,
  { name }: ClusterRef,
  token: string | undefined,
  used: UsedToken,
): Promise<void> => {
  if (token === undefined) return;
  const now = call.now.getTime();
  const times = { now, since: now - TOKEN_LIFE_MILLISECONDS };
  await clientTokens.put(call.tx, call, name, token, used, times);
};

const run = async (deps: RunDeps, input: RunTaskRequest, call: Call): Promise<RunTaskResponse> => {
  const { tx } = call;
  check(input);
  const asked = await authorizeRun(input, call);
  const { own, overrides, ref, found, foundCluster, definitionTags, launch } = asked;
  touchCluster(call, ref);
  const cluster = requireActive(foundCluster);
  const definition = requireUsable(found);
  const request = createHash('sha256').update(canonicalJson(input)).digest('hex');
  const earlier = await repeated(call, ref, input.clientToken, request);
  if (earlier !== undefined) return earlier;

  checkNetwork(definition, input.networkConfiguration);
  if (launch.launchType !== undefined) checkLaunchType(definition, launch.launchType);
  checkOverrides(definition, overrides);
  const strategy = checkedStrategy(launch.strategy, cluster.details.capacityProviders);
  const {
    tasks: started,
    failures,
    noInstances,
  } = await runTasks(
    tx,
    call,
    deps,
    {
      cluster: ref.name,
      definition,
      count: input.count ?? 1,
      launch: { ...launch, strategy },
      overrides,
      group: input.group ?? `family:${definition.family}`,
      startedBy: input.startedBy,
      networkConfiguration: input.networkConfiguration,
      enableExecuteCommand: input.enableExecuteCommand ?? false,
      platformVersion: input.platformVersion,
      constraints: input.placementConstraints ?? [],
      placementStrategy: input.placementStrategy ?? [],
      tags: taskTags(input.propagateTags === 'TASK_DEFINITION' ? definitionTags : undefined, own, {
        enabled: input.enableECSManagedTags,
        cluster: ref.name,
      }),
    },
    call.now,
  );
  if (noInstances) throw noContainerInstances();
  const used = { request, tasks: started.map(({ id }) => id) };
  await remember(call, ref, input.clientToken, used);
  const tags = await tagStore.ofMany(
    tx,
    started.map(({ id }) => memberArn(call, 'task', ref.name, id)),
  );
  for (const { id } of started) call.touch({ type: 'AWS::ECS::Task', name: id });
  return {
    tasks: started.map((task) =>
      shownTask(call, task, tags.get(memberArn(call, 'task', ref.name, task.id))),
    ),
    failures: [...failures],
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
export const runTask = (deps: RunDeps) =>
  writes<RunTaskRequest, RunTaskResponse>(
    {
      partial: 'tasks go through their states, no container runs',
      limits: { ...tagLimits, ...strategyLimits('capacityProviderStrategy') },
      redact: [
        'overrides.containerOverrides[].environment',
        'overrides.containerOverrides[].command',
      ],
      redactOutput: [
        'tasks[].overrides.containerOverrides[].environment',
        'tasks[].overrides.containerOverrides[].command',
      ],
    },
    (input, call) => run(deps, input, call),
  );
