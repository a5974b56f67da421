import type {
  Failure,
  GetTaskProtectionRequest,
  GetTaskProtectionResponse,
  ProtectedTask,
  UpdateTaskProtectionRequest,
  UpdateTaskProtectionResponse,
} from '@aws-sdk/client-ecs';
import { type Call, reads, tagStore, writes } from '@gatehouse/service-kit';
import { type ClusterRef, clusterRef, memberArn, type MemberRef, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { cannotBeEmpty, clusterNotFound, protectionTimeInvalid, tooMany } from '../errors.ts';
import type { Task } from '../model.ts';
import { tasks } from '../repositories/tasks.ts';

const MOST_TO_READ = 100;
const MOST_TO_CHANGE = 10;
const USUAL_MINUTES = 120;
const MOST_MINUTES = 2880;

/** The tasks of a request, once the caller may do `action` on each; why not, for those that cannot be protected. */
const authorized = async (
  call: Call,
  action: 'ecs:GetTaskProtection' | 'ecs:UpdateTaskProtection',
  cluster: ClusterRef,
  given: readonly string[],
): Promise<{ readonly found: readonly Task[]; readonly failures: Failure[] }> => {
  const refs: MemberRef[] = given.map((text) => memberRef(call, 'task', cluster, text));
  const tags = await tagStore.ofMany(
    call.tx,
    refs.map(({ arn }) => arn),
  );
  const any = memberArn(call, 'task', cluster.name, '*');
  for (const arn of refs.length === 0 ? [any] : refs.map((ref) => ref.arn))
    await call.authorize(action, arn, existing(tags.get(arn), clusterKey(cluster)));
  if ((await findCluster(call.tx, call, cluster)) === undefined) throw clusterNotFound();
  const ids = refs.filter(({ own }) => own).map(({ id }) => id);
  const found = await tasks.findMany(call.tx, call, cluster.name, ids);
  const failures: Failure[] = [];
  for (const { id, asGiven } of refs) {
    const task = found.find((item) => item.id === id);
    if (task === undefined) failures.push({ arn: asGiven, reason: 'MISSING' });
    // Only the service scheduler heeds protection, so a task of no service has none.
    else if (task.service === undefined) failures.push({ arn: asGiven, reason: 'TASK_NOT_VALID' });
  }
  return { found: found.filter(({ service }) => service !== undefined), failures };
};

const shown = (call: Call, { cluster, id, protectedUntil }: Task): ProtectedTask => {
  const enabled = protectedUntil !== undefined && protectedUntil > call.now.getTime();
  return {
    taskArn: memberArn(call, 'task', cluster, id),
    protectionEnabled: enabled,
    ...(enabled ? { expirationDate: new Date(protectedUntil) } : {}),
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_GetTaskProtection.html */
export const getTaskProtection = () =>
  reads<GetTaskProtectionRequest, GetTaskProtectionResponse>({}, async (input, call) => {
    const given = input.tasks ?? [];
    if (given.length > MOST_TO_READ) throw tooMany('tasks', MOST_TO_READ);
    const cluster = clusterRef(call, input.cluster);
    const { found, failures } = await authorized(call, 'ecs:GetTaskProtection', cluster, given);
    if (given.length === 0) throw cannotBeEmpty('Tasks');
    return { protectedTasks: found.map((task) => shown(call, task)), failures };
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html */
export const updateTaskProtection = () =>
  writes<UpdateTaskProtectionRequest, UpdateTaskProtectionResponse>({}, async (input, call) => {
    const given = input.tasks ?? [];
    if (given.length > MOST_TO_CHANGE) throw tooMany('tasks', MOST_TO_CHANGE);
    const minutes = input.expiresInMinutes ?? USUAL_MINUTES;
    if (minutes < 1 || minutes > MOST_MINUTES) throw protectionTimeInvalid(MOST_MINUTES);
    const cluster = clusterRef(call, input.cluster);
    const { found, failures } = await authorized(call, 'ecs:UpdateTaskProtection', cluster, given);
    if (given.length === 0) throw cannotBeEmpty('Tasks');

    const until = call.now.getTime() + minutes * 60_000;
    const changed = found.map((task) => ({
      ...task,
      protectedUntil: input.protectionEnabled === true ? until : undefined,
    }));
    for (const task of changed) await tasks.save(call.tx, call, task);
    return { protectedTasks: changed.map((task) => shown(call, task)), failures };
  });
