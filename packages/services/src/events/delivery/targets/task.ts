import { createHash } from 'node:crypto';
import type { RunTaskCommandInput, RunTaskCommandOutput, TaskOverride } from '@aws-sdk/client-ecs';
import { parseArn } from '@gatehouse/core';
import { InvalidInputError } from '../input.ts';
import { asRole, type DeliveryDeps, type Deliverer, type Job, SERVICE } from '../job.ts';
import { DELIVERED, failed, later, outcomeOfError } from '../outcome.ts';

const LONGEST_STARTED_BY = 36;

/** What a target's constant or template makes is the overrides of the task; the event itself is not passed to it. */
const overridesOf = ({ target, input }: Job): TaskOverride | undefined => {
  if (target.Input === undefined && target.InputTransformer === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(input);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (cause) {
    throw new InvalidInputError('The overrides of a task must be JSON.', { cause });
  }
};

const networkOf = (
  parameters: NonNullable<Job['target']['EcsParameters']>,
): RunTaskCommandInput['networkConfiguration'] => {
  const vpc = parameters.NetworkConfiguration?.awsvpcConfiguration;
  return vpc === undefined
    ? undefined
    : {
        awsvpcConfiguration: {
          subnets: vpc.Subnets,
          securityGroups: vpc.SecurityGroups,
          assignPublicIp: vpc.AssignPublicIp,
        },
      };
};

/** Members that nobody gave are left out: `undefined` would be validated like a value. */
const given = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;

const requestOf = (
  job: Job,
  parameters: NonNullable<Job['target']['EcsParameters']>,
): RunTaskCommandInput =>
  given({
    cluster: job.target.Arn,
    taskDefinition: parameters.TaskDefinitionArn,
    count: parameters.TaskCount ?? 1,
    launchType: parameters.LaunchType,
    networkConfiguration: networkOf(parameters),
    platformVersion: parameters.PlatformVersion,
    group: parameters.Group,
    capacityProviderStrategy: parameters.CapacityProviderStrategy,
    enableECSManagedTags: parameters.EnableECSManagedTags,
    enableExecuteCommand: parameters.EnableExecuteCommand,
    placementConstraints: parameters.PlacementConstraints,
    placementStrategy: parameters.PlacementStrategy,
    propagateTags: parameters.PropagateTags,
    referenceId: parameters.ReferenceId,
    tags: parameters.Tags?.map(({ Key, Value }) => ({ key: Key, value: Value })),
    overrides: overridesOf(job),
    startedBy: `events-rule/${job.rule.name}`.slice(0, LONGEST_STARTED_BY),
    // A delivery that is repeated starts no second task.
    clientToken: createHash('sha256')
      .update(`${job.delivery.event.key}/${job.rule.arn}/${job.target.Id}`)
      .digest('hex'),
  });

/** RunTask by the target's role. */
export const toTask =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const { target, rule } = job;
    const roleArn = target.RoleArn ?? rule.roleArn;
    const parameters = target.EcsParameters;
    if (roleArn === undefined || parameters === undefined)
      return failed('INVALID_PARAMETER', 'A task needs EcsParameters and a role.');
    const region = parseArn(target.Arn)?.region ?? rule.region;
    return asRole(deps, job, roleArn, region, async (principal) => {
      try {
        const answer = (await deps.call({
          service: 'ecs',
          operation: 'RunTask',
          input: requestOf(job, parameters),
          principal,
          region,
          by: SERVICE,
        })) as Pick<RunTaskCommandOutput, 'failures' | 'tasks'>;
        const [failure] = answer.failures ?? [];
        return failure === undefined || (answer.tasks?.length ?? 0) > 0
          ? DELIVERED
          : later('ERROR_FROM_TARGET', failure.reason ?? 'The task was not placed.');
      } catch (error) {
        return outcomeOfError(error);
      }
    });
  };
