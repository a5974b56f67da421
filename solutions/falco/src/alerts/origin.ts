import type { Origin } from './alert.ts';
import { asObject, asText, type Json, own } from './json.ts';

/** A cluster's name in the names of log groups that the agents for EKS make. */
const clusterOfGroup = (logGroup: string | undefined): string | undefined =>
  /^\/aws\/(?:eks|containerinsights)\/([\w-]{1,100})\//.exec(logGroup ?? '')?.[1];

export const REGION: RegExp = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** The account and Region in an ARN (of a task). What is no Region would become a part of a host name. */
const placeOf = (arn: string | undefined): { account?: string; region?: string } => {
  const [, , , region, account] = arn?.split(':') ?? [];
  return region !== undefined &&
    account !== undefined &&
    REGION.test(region) &&
    /^\d{12}$/.test(account)
    ? { account, region }
    : {};
};

/**
 * What a FireLens or Fluent Bit record says beside the log line. Its container and pod are Falco's own, which wrote the line, and
 * not those that the alert is about; instance, cluster and host are the same for both.
 */
export const originOf = (record: Json, outer: Origin): Origin => {
  const kubernetes = asObject(own(record, 'kubernetes'));
  const ecsTaskArn = asText(own(record, 'ecs_task_arn')) ?? outer.ecsTaskArn;
  const told = (name: string): string | undefined => asText(own(record, name));
  return {
    ...outer,
    ...placeOf(ecsTaskArn),
    ecsTaskArn,
    ecsCluster: told('ecs_cluster') ?? outer.ecsCluster,
    ecsTaskDefinition: told('ecs_task_definition') ?? outer.ecsTaskDefinition,
    instanceId: told('ec2_instance_id') ?? told('instance_id') ?? outer.instanceId,
    cluster:
      told('cluster_name') ??
      told('cluster') ??
      asText(own(kubernetes, 'cluster_name')) ??
      outer.cluster ??
      clusterOfGroup(outer.logGroup),
    host: asText(own(kubernetes, 'host')) ?? told('host') ?? outer.host,
  };
};
