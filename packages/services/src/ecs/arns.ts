import { parseArn } from '@gatehouse/core';
import { identifierOfOtherCluster, invalidIdentifier } from './errors.ts';

/** Whose resources: every ECS row is keyed by account and region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface ClusterRef {
  readonly name: string;
  readonly arn: string;
  /** The ARN names the caller's account and region; no other cluster can be found. */
  readonly own: boolean;
}

/** Resources whose ARN holds the name of their cluster. */
type ClusterMember = 'service' | 'task' | 'container-instance';

const DEFAULT_CLUSTER = 'default';

export const ecsArn = ({ account, region }: Scope, resource: string): string =>
  `arn:aws:ecs:${region}:${account}:${resource}`;

export const clusterArn = (scope: Scope, name: string): string => ecsArn(scope, `cluster/${name}`);

export const memberArn = (scope: Scope, kind: ClusterMember, cluster: string, id: string): string =>
  ecsArn(scope, `${kind}/${cluster}/${id}`);

export const taskSetArn = (scope: Scope, cluster: string, service: string, id: string): string =>
  ecsArn(scope, `task-set/${cluster}/${service}/${id}`);

export const taskDefinitionArn = (scope: Scope, family: string, revision: number | '*'): string =>
  ecsArn(scope, `task-definition/${family}:${revision}`);

export const capacityProviderArn = (scope: Scope, name: string): string =>
  ecsArn(scope, `capacity-provider/${name}`);

export const isOwn = (scope: Scope, arn: string): boolean => {
  const parsed = parseArn(arn);
  return (
    parsed !== undefined &&
    parsed.service === 'ecs' &&
    parsed.account === scope.account &&
    parsed.region === scope.region
  );
};

/** A cluster by short name or ARN; without either the cluster `default`. */
export const clusterRef = (scope: Scope, given: string | undefined): ClusterRef => {
  const text = given === undefined || given === '' ? DEFAULT_CLUSTER : given;
  if (!text.startsWith('arn:')) return { name: text, arn: clusterArn(scope, text), own: true };
  const parsed = parseArn(text);
  if (parsed === undefined || !parsed.resource.startsWith('cluster/')) throw invalidIdentifier();
  return { name: parsed.resource.slice('cluster/'.length), arn: text, own: isOwn(scope, text) };
};

/** A name or id within a cluster. `own` is false for an ARN of another account or region. */
export interface MemberRef {
  readonly id: string;
  /** The ARN in the long format. */
  readonly arn: string;
  /** As `failures` name it. */
  readonly asGiven: string;
  readonly own: boolean;
}

/** A service, task or container instance by id, short ARN (`task/id`) or long ARN (`task/cluster/id`). */
export const memberRef = (
  scope: Scope,
  kind: ClusterMember,
  cluster: ClusterRef,
  given: string,
): MemberRef => {
  if (!given.startsWith('arn:')) {
    const arn = memberArn(scope, kind, cluster.name, given);
    return { id: given, arn, asGiven: arn, own: cluster.own };
  }
  const parts = parseArn(given)?.resource.split('/') ?? [];
  if (parts[0] !== kind || parts.length > 3) throw invalidIdentifier();
  const id = parts.at(-1) ?? '';
  const inCluster = parts.length === 3 ? parts[1] : undefined;
  if (inCluster !== undefined && inCluster !== cluster.name)
    throw identifierOfOtherCluster(inCluster, cluster.name);
  const own = isOwn(scope, given) && cluster.own;
  return {
    id,
    arn: own ? memberArn(scope, kind, cluster.name, id) : given,
    asGiven: given,
    own,
  };
};

/** `arn:aws:iam::account:role/name` for a role given by ARN or by name alone. */
export const roleArn = ({ account }: Scope, given: string): string =>
  given.startsWith('arn:') ? given : `arn:aws:iam::${account}:role/${given}`;
