import type { OperationCall, ServiceDeps, ServiceRoles } from '@gatehouse/service-kit';
import {
  type CloudTrail,
  createCloudTrail,
  type Organizations,
  type Sns,
} from '@gatehouse/services';
import { objectWriter } from './object-writer.ts';
import type { CloudSettings } from './settings.ts';
import type { Workloads } from './workloads.ts';

interface TrailNeeds {
  readonly organizations: Organizations;
  readonly roles: ServiceRoles;
  readonly call: OperationCall;
  readonly sns: Sns;
  readonly workloads: Workloads;
}

/** Trails, which deliver to buckets, topics and log groups. */
export const createTrails = (
  deps: ServiceDeps,
  { timers, mode }: CloudSettings,
  { organizations, roles, call, sns, workloads }: TrailNeeds,
): CloudTrail =>
  createCloudTrail({
    ...deps,
    timers,
    roles,
    call,
    organizations: organizations.view,
    objects: objectWriter(call, () => workloads.s3),
    logs: workloads.logs.port,
    topics: sns.topics,
    publish: (tx, entries) => workloads.events.cloudTrail(tx, entries),
    acceptsLooseInput: mode === 'off',
  });
