import type { Ids } from '@gatehouse/core';
import { deploymentId } from './deployment-id.ts';
import type { Deployment, Service, ServiceEvent, Template } from './model.ts';

// API reference, Service: "The event stream for your service. A maximum of 100 of the latest events are displayed."
const MOST_EVENTS = 100;

export const newDeployment = (ids: Ids, template: Template, now: Date): Deployment => {
  const id = deploymentId(ids);
  return {
    ...template,
    id,
    status: 'PRIMARY',
    createdAt: now.getTime(),
    updatedAt: now.getTime(),
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
  };
};

/** The service with a new primary deployment; those before it go on until their tasks are replaced. */
export const withDeployment = (service: Service, deployment: Deployment): Service => ({
  ...service,
  details: {
    ...service.details,
    deployments: [
      deployment,
      ...service.details.deployments.map((earlier) => ({ ...earlier, status: 'ACTIVE' as const })),
    ],
  },
});

export const primaryOf = ({ details }: Service): Deployment | undefined =>
  details.deployments.find(({ status }) => status === 'PRIMARY');

export const withEvent = (ids: Ids, service: Service, text: string, now: Date): Service => {
  const event: ServiceEvent = {
    id: ids.uuid(),
    createdAt: now.getTime(),
    message: `(service ${service.name}) ${text}`,
  };
  const events = [event, ...service.details.events].slice(0, MOST_EVENTS);
  return { ...service, details: { ...service.details, events } };
};

/** Whether the newest event says this already. */
export const saidLast = (service: Service, text: string): boolean =>
  service.details.events[0]?.message === `(service ${service.name}) ${text}`;

export const completed = (deployment: Deployment, now: Date): Deployment => ({
  ...deployment,
  rolloutState: 'COMPLETED',
  rolloutStateReason: `ECS deployment ${deployment.id} completed.`,
  updatedAt: now.getTime(),
});
