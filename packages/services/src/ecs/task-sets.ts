import type { Scale } from '@aws-sdk/client-ecs';
import type { Ids } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { type ClusterRef, type MemberRef, memberRef } from './arns.ts';
import { findCluster } from './clusters.ts';
import { deploymentId } from './deployment-id.ts';
import {
  clusterNotFound,
  scaleInvalid,
  serviceNotActive,
  serviceNotFound,
  shouldBeOneOf,
} from './errors.ts';
import type { Service, TaskSet, TaskSetDetails, Template } from './model.ts';
import { services } from './repositories/services.ts';

const WHOLE: Scale = { value: 100, unit: 'PERCENT' };

export const newTaskSet = (
  ids: Ids,
  { cluster, name, details }: Service,
  template: Template & Partial<TaskSetDetails>,
  status: TaskSet['status'],
  now: Date,
): TaskSet => ({
  cluster,
  service: name,
  id: deploymentId(ids),
  status,
  createdAt: now.getTime(),
  updatedAt: now.getTime(),
  details: {
    loadBalancers: details.options.loadBalancers ?? [],
    serviceRegistries: details.options.serviceRegistries ?? [],
    scale: WHOLE,
    ...template,
  },
});

export const checkedScale = (given: Scale | undefined): Scale => {
  if (given === undefined) return WHOLE;
  const { value = 100, unit = 'PERCENT' } = given;
  if (unit !== 'PERCENT') throw shouldBeOneOf(unit, ['PERCENT']);
  if (value < 0 || value > 100) throw scaleInvalid();
  return { value, unit };
};

/** The last two parts of a task set's ARN, its id, or that without `ecs-svc/`. */
export const taskSetId = (given: string): string => {
  const last = given.split('/').at(-1) ?? given;
  return `ecs-svc/${last}`;
};

/** The service that a task set operation names, as far as it exists. */
export const findService = async (
  call: Call,
  cluster: ClusterRef,
  given: string,
): Promise<{ readonly ref: MemberRef; readonly service: Service | undefined }> => {
  const ref = memberRef(call, 'service', cluster, given);
  const service = ref.own ? await services.find(call.tx, call, cluster.name, ref.id) : undefined;
  return { ref, service };
};

/** After authorization: cluster and service must exist, and the service be active. */
export const requireService = async (
  call: Call,
  cluster: ClusterRef,
  service: Service | undefined,
): Promise<Service> => {
  if ((await findCluster(call.tx, call, cluster)) === undefined) throw clusterNotFound();
  if (service === undefined) throw serviceNotFound();
  if (service.status !== 'ACTIVE') throw serviceNotActive();
  return service;
};
