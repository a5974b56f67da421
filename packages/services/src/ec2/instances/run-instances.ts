import { createHash } from 'node:crypto';
import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsError, canonicalJson } from '@gatehouse/core';
import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import { arnOf, partId } from '../arns.ts';
import { authorizeNew, authorizeOn, touch, authorizedOne } from '../authorization.ts';
import { instanceKeys } from '../condition-keys.ts';
import type { Ec2Deps } from '../deps.ts';
import {
  invalidCombination,
  invalidValue,
  missingParameter,
  notFound,
  parameterInvalid,
  tokenReused,
} from '../errors.ts';
import { usableImage } from '../images/usable.ts';
import type { Resource } from '../model.ts';
import { settleNetwork } from '../networking/default-network.ts';
import { changes } from '../operation.ts';
import { clientTokens } from '../repositories/client-tokens.ts';
import { resources } from '../repositories/resources.ts';
import { specifiedTags, tagsOfMany } from '../tags.ts';
import { INSTANCE_TYPES } from './instance-types.ts';
import { findKeyPair } from './key-pairs.ts';
import { deviceDrafts, volumeKeys } from './launch-devices.ts';
import { planNetwork } from './launch-network.ts';
import { passedProfile } from './launch-profile.ts';
import { launch, type LaunchPlan } from './launch.ts';
import { metadataOptions } from './metadata-options.ts';
import { isGone } from './states.ts';
import { checkedUserData } from './user-data.ts';
import { reservations, shownInstances } from './view.ts';

const OPERATION = 'RunInstances';
// What one transaction can bear, below AWS's own quota of vCPUs.
const MOST_INSTANCES = 250;
const QUOTA = 2000;
const MOST_TOKEN = 64;

const countOf = ({ MinCount = 1, MaxCount = 1 }: RunInstancesRequest): number => {
  for (const [name, value] of [
    ['minCount', MinCount],
    ['maxCount', MaxCount],
  ] as const)
    if (!Number.isInteger(value) || value < 1)
      throw parameterInvalid(name, value, 'Must be a positive integer.');
  if (MinCount > MaxCount)
    throw parameterInvalid('minCount', MinCount, 'minCount must not be greater than maxCount.');
  if (MinCount > MOST_INSTANCES) throw overQuota(MOST_INSTANCES, MinCount);
  return Math.min(MaxCount, MOST_INSTANCES);
};

const overQuota = (left: number, wanted: number): AwsError =>
  new AwsError(
    'InstanceLimitExceeded',
    `Your quota allows for ${left} more running instance(s). You requested at least ${wanted}`,
  );

/** How many of the wished instances the account may have beside those it has. */
const allowedCount = async (call: Call, input: RunInstancesRequest): Promise<number> => {
  const count = countOf(input);
  const own = await resources.list(call.tx, call, 'instance');
  const left = QUOTA - own.filter((instance) => !isGone(instance)).length;
  const least = input.MinCount ?? 1;
  if (left < least) throw overQuota(Math.max(0, left), least);
  return Math.min(count, left);
};

const imageOf = async (
  deps: Ec2Deps,
  call: Call,
  id: string | undefined,
): Promise<Resource<'image'>> => {
  if (id === undefined) throw missingParameter('ImageId');
  const find = () => usableImage(deps, call, id);
  const image = await authorizedOne(call, OPERATION, { kind: 'image', id, find });
  if (image.details.state !== 'available')
    throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${id}' is not available`);
  return image;
};

const typeOf = (
  { acceptsLooseInput }: Ec2Deps,
  input: RunInstancesRequest,
  image: Resource<'image'>,
) => {
  const type = input.InstanceType ?? 'm1.small';
  const facts = INSTANCE_TYPES.get(type);
  if (facts === undefined) {
    if (acceptsLooseInput === true) return type;
    throw invalidValue(`Invalid value '${type}' for InstanceType.`);
  }
  const { architecture } = image.details;
  if (acceptsLooseInput !== true && !facts.architectures.includes(architecture))
    throw invalidValue(
      `The architecture '${facts.architectures.join(',')}' of the specified instance type does not match the architecture '${architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  return type;
};

const UNSUPPORTED = ['LaunchTemplate', 'InstanceMarketOptions', 'LicenseSpecifications'] as const;

/** Rather a refusal than an instance that is not what was asked for. */
const requireSupported = (input: RunInstancesRequest): void => {
  for (const name of UNSUPPORTED)
    if (input[name] !== undefined)
      throw new AwsError('UnsupportedOperation', `${name} is not implemented by Gatehouse.`);
  if (input.ClientToken !== undefined && input.ClientToken.length > MOST_TOKEN)
    throw invalidValue('Value for parameter clientToken is invalid. Maximum length is 64.');
  const shutdown = input.InstanceInitiatedShutdownBehavior ?? 'stop';
  if (!['stop', 'terminate'].includes(shutdown))
    throw parameterInvalid('instanceInitiatedShutdownBehavior', shutdown, 'Unknown behavior.');
};

const keyOf = async (call: Call, name: string | undefined): Promise<void> => {
  if (name === undefined) return;
  const key = await findKeyPair(call, name);
  if (key === undefined) throw notFound('key-pair', name);
  await authorizeOn(call, OPERATION, key);
};

const plan = async (
  deps: Ec2Deps,
  call: Call,
  input: RunInstancesRequest,
  count: number,
): Promise<LaunchPlan> => {
  const image = await imageOf(deps, call, input.ImageId);
  const type = typeOf(deps, input, image);
  const interfaces = await planNetwork(call, input, count);
  const [primary] = interfaces;
  if (primary === undefined) throw new Error('an instance has a network interface');
  const { vpc, zone } = primary.subnet.details;
  const profile = await passedProfile(deps, call, input.IamInstanceProfile);
  await keyOf(call, input.KeyName);
  const { details } = image;
  return {
    interfaces,
    devices: await deviceDrafts(deps, call, image, input.BlockDeviceMappings, zone),
    userData: checkedUserData(input.UserData),
    tags: specifiedTags(input.TagSpecifications, 'instance', 'volume', 'network-interface'),
    details: {
      image: image.id,
      type,
      architecture: details.architecture,
      platform: details.platform,
      keyName: input.KeyName,
      subnet: primary.subnet.id,
      vpc,
      zone,
      tenancy: input.Placement?.Tenancy ?? 'default',
      state: 'pending',
      transition: '',
      launchedAt: call.now.getTime(),
      reservation: partId(deps.ids, 'r'),
      clientToken: input.ClientToken,
      profile: profile === undefined ? undefined : { arn: profile.arn, id: profile.id },
      rootDevice: details.rootDevice,
      metadata: metadataOptions({}, input.MetadataOptions),
      monitoring: input.Monitoring?.Enabled ?? false,
      terminationProtected: input.DisableApiTermination ?? false,
      stopProtected: input.DisableApiStop ?? false,
      shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
      publicIp: primary.publicIp,
      sourceDestCheck: true,
      ebsOptimized: input.EbsOptimized ?? false,
      cpuCredits: input.CreditSpecification?.CpuCredits,
    },
  };
};

/** The decisions on what comes into being; those on what is there were taken when it was found. */
const authorizeLaunch = async (
  call: Call,
  { details, interfaces, devices, tags }: LaunchPlan,
): Promise<void> => {
  await authorizeNew(call, OPERATION, 'instance', tags('instance'), instanceKeys(details));
  for (const one of interfaces) {
    if (one.existing !== undefined) continue;
    const keys: ConditionKeys = {
      'ec2:AssociatePublicIpAddress': one.publicIp,
      'ec2:AvailabilityZone': one.subnet.details.zone,
      'ec2:Subnet': arnOf(call, 'subnet', one.subnet.id),
      'ec2:Vpc': arnOf(call, 'vpc', one.subnet.details.vpc),
    };
    await authorizeNew(call, OPERATION, 'network-interface', tags('network-interface'), keys);
  }
  for (const { volume } of devices)
    await authorizeNew(call, OPERATION, 'volume', tags('volume'), volumeKeys(call, volume));
};

const answer = async (
  call: Call,
  instances: readonly Resource<'instance'>[],
): Promise<Reservation> => {
  const tags = await tagsOfMany(call.tx, call.account, instances);
  const shown = await shownInstances(call, instances, tags);
  const [reservation] = reservations(
    call.account,
    instances.flatMap(({ details }, at) => {
      const instance = shown[at];
      return instance === undefined ? [] : [{ reservation: details.reservation, instance }];
    }),
  );
  return reservation ?? {};
};

const fingerprint = (input: RunInstancesRequest): string =>
  createHash('sha256').update(canonicalJson(input)).digest('hex');

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export const runInstances = (deps: Ec2Deps) =>
  changes<RunInstancesRequest, Reservation>(
    { partial: 'no launch templates, Spot Instances, licenses or IPv6' },
    async (input, call) => {
      const { tx, account, now } = call;
      await settleNetwork(deps, call);
      requireSupported(input);
      const planned = await plan(deps, call, input, countOf(input));
      await authorizeLaunch(call, planned);

      const token = input.ClientToken;
      const named = { operation: OPERATION, token: token ?? '' };
      const earlier = token === undefined ? undefined : await clientTokens.find(tx, call, named);
      if (earlier !== undefined) {
        if (earlier.request !== fingerprint(input)) throw tokenReused();
        const ids = earlier.result.split(' ');
        return answer(call, await resources.findMany(tx, call, 'instance', ids));
      }
      const count = await allowedCount(call, input);
      if (count > 1 && input.PrivateIpAddress !== undefined)
        throw invalidCombination('A private IP address can be given to one instance alone');
      const ground = { tx, ids: deps.ids, account, region: call.region, now };
      const launched = await launch(deps, call, ground, planned, count);
      for (const { id } of launched) touch(call, 'instance', id);
      if (token !== undefined) {
        const result = launched.map(({ id }) => id).join(' ');
        await clientTokens.insert(tx, call, {
          ...named,
          request: fingerprint(input),
          result,
          at: now,
        });
      }
      return answer(call, launched);
    },
  );
