import type {
  DescribeInstanceAttributeRequest,
  InstanceAttribute,
  InstanceAttributeName,
  ModifyInstanceAttributeRequest,
  ModifyInstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsResult,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { authorized } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import {
  differentNetworks,
  invalidCombination,
  invalidValue,
  missingParameter,
  parameterInvalid,
} from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { isInstanceType } from './instance-types.ts';
import { metadataOptions } from './metadata-options.ts';
import type { InstanceDetails } from './model.ts';
import { checkedUserData, userDataContext } from './user-data.ts';
import { groupNames } from './view.ts';

type Answer = (
  deps: Ec2Deps,
  call: Call,
  instance: Resource<'instance'>,
) => InstanceAttribute | Promise<InstanceAttribute>;

const flag =
  (member: keyof InstanceAttribute, look: (details: InstanceDetails) => boolean): Answer =>
  (_deps, _call, { details }) => ({ [member]: { Value: look(details) } });

const groupsOf: Answer = async (_deps, call, { details }) => {
  const [primary = ''] = details.interfaces;
  const found = await resources.find(call.tx, call, 'network-interface', primary);
  const groups = found?.details.groups ?? [];
  const names = await groupNames(call, groups);
  return { Groups: groups.map((GroupId) => ({ GroupId, GroupName: names(GroupId) })) };
};

const userDataOf: Answer = ({ vault }, _call, { id, details }) => {
  if (details.userData === undefined) return { UserData: {} };
  const opened = vault.open(Buffer.from(details.userData, 'base64'), userDataContext(id));
  if (opened === undefined) throw new Error(`the user data of ${id} cannot be opened`);
  return { UserData: { Value: opened.toString('utf8') } };
};

const ATTRIBUTES: Partial<Record<InstanceAttributeName, Answer>> = {
  blockDeviceMapping: (_deps, _call, { details }) => ({
    BlockDeviceMappings: details.blockDevices.map((one) => ({
      DeviceName: one.device,
      Ebs: {
        AttachTime: new Date(one.attachedAt),
        DeleteOnTermination: one.deleteOnTermination,
        Status: 'attached',
        VolumeId: one.volume,
      },
    })),
  }),
  disableApiStop: flag('DisableApiStop', ({ stopProtected }) => stopProtected),
  disableApiTermination: flag('DisableApiTermination', (one) => one.terminationProtected),
  ebsOptimized: flag('EbsOptimized', ({ ebsOptimized }) => ebsOptimized),
  enaSupport: flag('EnaSupport', () => true),
  groupSet: groupsOf,
  instanceInitiatedShutdownBehavior: (_deps, _call, { details }) => ({
    InstanceInitiatedShutdownBehavior: { Value: details.shutdownBehavior },
  }),
  instanceType: (_deps, _call, { details }) => ({ InstanceType: { Value: details.type } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: () => ({ ProductCodes: [] }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: (_deps, _call, { details }) => ({
    RootDeviceName: { Value: details.rootDevice },
  }),
  sourceDestCheck: flag('SourceDestCheck', ({ sourceDestCheck }) => sourceDestCheck),
  userData: userDataOf,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html */
export const describeInstanceAttribute = (deps: Ec2Deps) =>
  shows<DescribeInstanceAttributeRequest, InstanceAttribute>(
    {},
    async ({ InstanceId = '', Attribute }, call) => {
      const operation = 'DescribeInstanceAttribute';
      const instance = await authorized(call, operation, 'instance', InstanceId);
      const answer =
        Attribute !== undefined && Object.hasOwn(ATTRIBUTES, Attribute)
          ? ATTRIBUTES[Attribute]
          : undefined;
      if (answer === undefined)
        throw parameterInvalid('attribute', Attribute, 'Unknown attribute.');
      return { InstanceId, ...(await answer(deps, call, instance)) };
    },
  );

/** What the request's `Attribute` and `Value` say, as the members of their own that newer callers send. */
const normalized = (input: ModifyInstanceAttributeRequest): ModifyInstanceAttributeRequest => {
  const { Attribute, Value } = input;
  if (Attribute === undefined || Value === undefined) return input;
  const flagged = { Value: Value === 'true' };
  switch (Attribute) {
    case 'disableApiTermination':
      return { ...input, DisableApiTermination: flagged };
    case 'disableApiStop':
      return { ...input, DisableApiStop: flagged };
    case 'ebsOptimized':
      return { ...input, EbsOptimized: flagged };
    case 'sourceDestCheck':
      return { ...input, SourceDestCheck: flagged };
    case 'instanceType':
      return { ...input, InstanceType: { Value } };
    case 'instanceInitiatedShutdownBehavior':
      return { ...input, InstanceInitiatedShutdownBehavior: { Value } };
    case 'userData':
      return { ...input, UserData: { Value: Buffer.from(Value, 'base64') } };
    default:
      throw parameterInvalid('attribute', Attribute, 'Unknown attribute.');
  }
};

const requireStopped = ({ id, details }: Resource<'instance'>, attribute: string): void => {
  if (details.state !== 'stopped')
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in the 'stopped' state. The attribute '${attribute}' can be modified only then.`,
    );
};

const sealedUserData = (
  { vault }: Ec2Deps,
  { id }: Resource<'instance'>,
  given: Uint8Array | undefined,
): string | undefined => {
  const text = Buffer.from(given ?? '').toString('base64');
  const checked = checkedUserData(text);
  return checked === undefined
    ? undefined
    : vault.seal(Buffer.from(checked), userDataContext(id)).toString('base64');
};

const knownType = (type: string): InstanceDetails['type'] => {
  if (!isInstanceType(type)) throw invalidValue(`Invalid value '${type}' for InstanceType.`);
  return type;
};

const isShutdown = (text: string): text is InstanceDetails['shutdownBehavior'] =>
  text === 'stop' || text === 'terminate';

/** What the request changes; each attribute is changed in a request of its own. */
const changesOf = (
  deps: Ec2Deps,
  instance: Resource<'instance'>,
  input: ModifyInstanceAttributeRequest,
): Partial<InstanceDetails> | undefined => {
  if (input.DisableApiTermination?.Value !== undefined)
    return { terminationProtected: input.DisableApiTermination.Value };
  if (input.DisableApiStop?.Value !== undefined)
    return { stopProtected: input.DisableApiStop.Value };
  if (input.SourceDestCheck?.Value !== undefined)
    return { sourceDestCheck: input.SourceDestCheck.Value };
  if (input.EbsOptimized?.Value !== undefined) {
    requireStopped(instance, 'ebsOptimized');
    return { ebsOptimized: input.EbsOptimized.Value };
  }
  if (input.InstanceType?.Value !== undefined) {
    requireStopped(instance, 'instanceType');
    return { type: knownType(input.InstanceType.Value) };
  }
  if (input.InstanceInitiatedShutdownBehavior?.Value !== undefined) {
    const behavior = input.InstanceInitiatedShutdownBehavior.Value;
    if (!isShutdown(behavior))
      throw parameterInvalid('instanceInitiatedShutdownBehavior', behavior, 'Unknown behavior.');
    return { shutdownBehavior: behavior };
  }
  if (input.UserData !== undefined) {
    requireStopped(instance, 'userData');
    return { userData: sealedUserData(deps, instance, input.UserData.Value) };
  }
  return undefined;
};

const changeGroups = async (
  call: Call,
  instance: Resource<'instance'>,
  groups: readonly string[],
): Promise<void> => {
  for (const id of groups) {
    const group = await authorized(call, 'ModifyInstanceAttribute', 'security-group', id);
    if (group.details.vpc !== instance.details.vpc)
      throw differentNetworks(id, instance.details.subnet);
  }
  const [primary = ''] = instance.details.interfaces;
  const found = await resources.find(call.tx, call, 'network-interface', primary);
  if (found === undefined || groups.length === 0)
    throw invalidValue('You must specify at least one security group');
  await resources.save(call.tx, withDetails(found, { groups }));
};

const changeDevices = async (
  call: Call,
  instance: Resource<'instance'>,
  given: ModifyInstanceAttributeRequest['BlockDeviceMappings'] = [],
): Promise<void> => {
  const wished = new Map(
    given.flatMap(({ DeviceName, Ebs }) =>
      DeviceName === undefined || Ebs?.DeleteOnTermination === undefined
        ? []
        : [[DeviceName, Ebs.DeleteOnTermination] as const],
    ),
  );
  const known = new Set(instance.details.blockDevices.map(({ device }) => device));
  const unknown = [...wished.keys()].find((device) => !known.has(device));
  if (unknown !== undefined)
    throw new AwsError(
      'InvalidInstanceAttributeValue',
      `No device is currently mapped at ${unknown}`,
    );
  const blockDevices = instance.details.blockDevices.map((one) => ({
    ...one,
    deleteOnTermination: wished.get(one.device) ?? one.deleteOnTermination,
  }));
  for (const { volume, deleteOnTermination } of blockDevices) {
    const found = await resources.find(call.tx, call, 'volume', volume);
    if (found?.details.attachment !== undefined)
      await resources.save(
        call.tx,
        withDetails(found, { attachment: { ...found.details.attachment, deleteOnTermination } }),
      );
  }
  await resources.save(call.tx, withDetails(instance, { blockDevices }));
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html */
export const modifyInstanceAttribute = (deps: Ec2Deps) =>
  changes<ModifyInstanceAttributeRequest, void>(
    { partial: 'no kernel, RAM disk or enhanced networking' },
    async (given, call) => {
      const input = normalized(given);
      const operation = 'ModifyInstanceAttribute';
      const instance = await authorized(call, operation, 'instance', input.InstanceId ?? '');
      const isDevices = (input.BlockDeviceMappings ?? []).length > 0;
      const changed = changesOf(deps, instance, input);
      const parts = [changed, input.Groups, isDevices ? true : undefined];
      const count = parts.filter((part) => part !== undefined).length;
      if (count > 1)
        throw invalidCombination(
          'Fields for multiple attribute types specified: only one is allowed',
        );
      if (count === 0) throw missingParameter('attribute');
      if (input.Groups !== undefined) return changeGroups(call, instance, input.Groups);
      if (isDevices) return changeDevices(call, instance, input.BlockDeviceMappings);
      await resources.save(call.tx, withDetails(instance, changed ?? {}));
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html */
export const modifyInstanceMetadataOptions = () =>
  changes<ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult>(
    {},
    async (input, call) => {
      const operation = 'ModifyInstanceMetadataOptions';
      const InstanceId = input.InstanceId ?? '';
      const instance = await authorized(call, operation, 'instance', InstanceId);
      const metadata = metadataOptions(instance.details.metadata, input);
      await resources.save(call.tx, withDetails(instance, { metadata }));
      return { InstanceId, InstanceMetadataOptions: { ...metadata, State: 'pending' } };
    },
  );
