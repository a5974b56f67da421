import type { Attribute, TaskDefinition as ShownTaskDefinition } from '@aws-sdk/client-ecs';
import { parseArn } from '@gatehouse/core';
import type { Tags } from '@gatehouse/service-kit';
import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { isOwn, type Scope, taskDefinitionArn } from './arns.ts';
import { revisionInvalid } from './errors.ts';
import type { TaskDefinition, TaskDefinitionDetails } from './model.ts';
import { taskDefinitions } from './repositories/task-definitions.ts';

export interface TaskDefinitionRef {
  readonly family: string;
  /** Undefined: the latest active revision. */
  readonly revision: number | undefined;
  /** False for an ARN of another account or region. */
  readonly own: boolean;
}

const REVISION = /^[1-9]\d{0,8}$/;

/** `family`, `family:revision` or an ARN; undefined for an ARN that names no task definition. */
export const taskDefinitionRef = (scope: Scope, given: string): TaskDefinitionRef | undefined => {
  const isArn = given.startsWith('arn:');
  const resource = isArn ? parseArn(given)?.resource : `task-definition/${given}`;
  if (resource === undefined || !resource.startsWith('task-definition/')) return undefined;
  const text = resource.slice('task-definition/'.length);
  const colon = text.indexOf(':');
  const own = !isArn || isOwn(scope, given);
  if (colon < 0) return { family: text, revision: undefined, own };
  const revision = text.slice(colon + 1);
  if (!REVISION.test(revision)) throw revisionInvalid(revision);
  return { family: text.slice(0, colon), revision: Number(revision), own };
};

export const findTaskDefinition = async (
  tx: Tx,
  scope: Scope,
  ref: TaskDefinitionRef | undefined,
): Promise<TaskDefinition | undefined> => {
  if (ref === undefined || !ref.own) return undefined;
  return ref.revision === undefined
    ? taskDefinitions.latestActive(tx, scope, ref.family)
    : taskDefinitions.find(tx, scope, ref.family, ref.revision);
};

/** The ARN to authorize: the revision found, the one asked for, or any. */
export const arnOf = (
  scope: Scope,
  ref: TaskDefinitionRef | undefined,
  found: TaskDefinition | undefined,
  given: string,
): string => {
  if (found !== undefined) return taskDefinitionArn(scope, found.family, found.revision);
  if (ref === undefined || !ref.own) return given;
  return taskDefinitionArn(scope, ref.family, ref.revision ?? '*');
};

export const taskDefinitionTags = (
  tx: Tx,
  scope: Scope,
  found: TaskDefinition | undefined,
): Promise<Tags> =>
  found === undefined
    ? Promise.resolve(new Map())
    : tagStore.of(tx, taskDefinitionArn(scope, found.family, found.revision));

const capability = (name: string): Attribute => ({ name: `com.amazonaws.ecs.capability.${name}` });

/** What a container instance must be able to do (ECS Developer Guide, "Amazon ECS-optimized AMI attributes"). */
const requiredAttributes = (details: TaskDefinitionDetails): Attribute[] => {
  const found: Attribute[] = [];
  for (const { logConfiguration, secrets, image, privileged } of details.containerDefinitions) {
    if (logConfiguration?.logDriver !== undefined)
      found.push(capability(`logging-driver.${logConfiguration.logDriver}`));
    if (logConfiguration?.logDriver === 'awslogs')
      found.push({ name: 'ecs.capability.execution-role-awslogs' });
    if (secrets !== undefined && secrets.length > 0)
      found.push({ name: 'ecs.capability.secrets.ssm.environment-variables' });
    if (image?.includes('.dkr.ecr.') === true) found.push(capability('ecr-auth'));
    if (privileged === true) found.push(capability('privileged-container'));
  }
  if (details.taskRoleArn !== undefined && details.taskRoleArn !== '')
    found.push(capability('task-iam-role'));
  if (details.networkMode === 'awsvpc') found.push({ name: 'ecs.capability.task-eni' });
  found.push(capability('docker-remote-api.1.18'));
  const byName = new Map(found.map((attribute) => [attribute.name, attribute]));
  return [...byName.values()];
};

/** As the API shows a task definition. */
export const shownTaskDefinition = (
  scope: Scope,
  definition: TaskDefinition,
): ShownTaskDefinition => {
  const { family, revision, status, details } = definition;
  return {
    ...details,
    taskDefinitionArn: taskDefinitionArn(scope, family, revision),
    family,
    revision,
    status,
    requiresAttributes: requiredAttributes(details),
    registeredAt: new Date(definition.registeredAt),
    registeredBy: definition.registeredBy,
    ...(definition.deregisteredAt === undefined
      ? {}
      : { deregisteredAt: new Date(definition.deregisteredAt) }),
    ...(definition.deleteRequestedAt === undefined
      ? {}
      : { deleteRequestedAt: new Date(definition.deleteRequestedAt) }),
  };
};
