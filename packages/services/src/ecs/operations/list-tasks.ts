import type { ListTasksRequest, ListTasksResponse } from '@aws-sdk/client-ecs';
import { reads, type ServiceDeps, tagStore } from '@gatehouse/service-kit';
import { clusterRef, memberArn, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { clusterNotFound, serviceNotFound, shouldBeOneOf } from '../errors.ts';
import { LAUNCH_TYPES } from '../launch-rules.ts';
import { afterText, readPage } from '../paging.ts';
import { services } from '../repositories/services.ts';
import { tasks } from '../repositories/tasks.ts';

const STATUSES = ['RUNNING', 'PENDING', 'STOPPED'] as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
export const listTasks = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListTasksRequest, ListTasksResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    const instance =
      input.containerInstance === undefined
        ? undefined
        : memberRef(call, 'container-instance', cluster, input.containerInstance);
    const resource = instance?.arn ?? memberArn(call, 'container-instance', cluster.name, '*');
    const tags = instance === undefined ? undefined : await tagStore.of(tx, instance.arn);
    await call.authorize('ecs:ListTasks', resource, existing(tags, clusterKey(cluster)));
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    const desiredStatus = STATUSES.find((name) => name === (input.desiredStatus ?? 'RUNNING'));
    if (desiredStatus === undefined) throw shouldBeOneOf(String(input.desiredStatus), STATUSES);
    if (input.launchType !== undefined && !LAUNCH_TYPES.includes(input.launchType))
      throw shouldBeOneOf('launch type', LAUNCH_TYPES);
    const service =
      input.serviceName === undefined
        ? undefined
        : memberRef(call, 'service', cluster, input.serviceName).id;
    if (
      service !== undefined &&
      (await services.find(tx, call, cluster.name, service)) === undefined
    )
      throw serviceNotFound();

    const filter = {
      desiredStatus,
      containerInstance: instance?.id,
      family: input.family,
      startedBy: input.startedBy,
      service,
      launchType: input.launchType,
    };
    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListTasks',
      filters: [cluster.name, ...Object.values(filter).map((value) => value ?? null)],
      most: 100,
      fetch: (after, limit) => tasks.page(tx, call, cluster.name, filter, afterText(after), limit),
      positionOf: (id: string) => [id],
    });
    return { taskArns: rows.map((id) => memberArn(call, 'task', cluster.name, id)), nextToken };
  });
