import type {
  AttachNetworkInterfaceRequest,
  AttachNetworkInterfaceResult,
  CreateNetworkInterfaceRequest,
  CreateNetworkInterfaceResult,
  DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  DetachNetworkInterfaceRequest,
  ModifyNetworkInterfaceAttributeRequest,
  NetworkInterface,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOf, partId } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  differentNetworks,
  invalidValue,
  missingParameter,
  operationNotPermitted,
} from '../errors.ts';
import { groupNames, interfaceParts } from '../instances/view.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { settleNetwork } from './default-network.ts';
import { addressPool, newInterface } from './new-interface.ts';

const shownInterface = (
  one: Resource<'network-interface'>,
  tags: Tags,
  groupName: (id: string) => string,
): NetworkInterface => {
  const { attachment, association, zone, requester } = one.details;
  const { Association, ...parts } = interfaceParts(one, groupName);
  return {
    ...parts,
    Status: attachment === undefined && requester === undefined ? 'available' : 'in-use',
    AvailabilityZone: zone,
    RequesterManaged: requester !== undefined,
    ...(requester === undefined ? {} : { RequesterId: requester }),
    ...(Association === undefined
      ? {}
      : {
          Association: {
            ...Association,
            ...(association?.allocation === undefined
              ? {}
              : {
                  AllocationId: association.allocation,
                  AssociationId: association.association,
                }),
          },
        }),
    ...(attachment === undefined
      ? {}
      : {
          Attachment: {
            AttachTime: new Date(attachment.attachedAt),
            AttachmentId: attachment.id,
            DeleteOnTermination: attachment.deleteOnTermination,
            DeviceIndex: attachment.deviceIndex,
            NetworkCardIndex: 0,
            InstanceId: attachment.instance,
            InstanceOwnerId: attachment.instanceOwner,
            Status: 'attached',
          },
        }),
    TagSet: shownTags(tags),
  };
};

/** With its tags where filters look for them. */
interface Shown {
  readonly one: NetworkInterface;
  readonly Tags: NetworkInterface['TagSet'];
}

const of =
  (look: (one: NetworkInterface) => string | number | boolean | undefined) =>
  ({ one }: Shown) =>
    look(one);

const INTERFACES: Description<'network-interface', Shown> = {
  kind: 'network-interface',
  filters: {
    'addresses.private-ip-address': ({ one: { PrivateIpAddresses = [] } }) =>
      PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
    'association.allocation-id': of(({ Association }) => Association?.AllocationId),
    'association.public-ip': of(({ Association }) => Association?.PublicIp),
    'attachment.attachment-id': of(({ Attachment }) => Attachment?.AttachmentId),
    'attachment.device-index': of(({ Attachment }) => Attachment?.DeviceIndex),
    'attachment.instance-id': of(({ Attachment }) => Attachment?.InstanceId),
    'attachment.status': of(({ Attachment }) => Attachment?.Status),
    'availability-zone': of(({ AvailabilityZone }) => AvailabilityZone),
    description: of(({ Description: text }) => text),
    'group-id': ({ one: { Groups = [] } }) => Groups.map(({ GroupId }) => GroupId),
    'group-name': ({ one: { Groups = [] } }) => Groups.map(({ GroupName }) => GroupName),
    'interface-type': of(({ InterfaceType }) => InterfaceType),
    'mac-address': of(({ MacAddress }) => MacAddress),
    'network-interface-id': of(({ NetworkInterfaceId }) => NetworkInterfaceId),
    'owner-id': of(({ OwnerId }) => OwnerId),
    'private-dns-name': of(({ PrivateDnsName }) => PrivateDnsName),
    'private-ip-address': of(({ PrivateIpAddress }) => PrivateIpAddress),
    'requester-id': of(({ RequesterId }) => RequesterId),
    'requester-managed': of(({ RequesterManaged }) => RequesterManaged),
    status: of(({ Status }) => Status),
    'subnet-id': of(({ SubnetId }) => SubnetId),
    'vpc-id': of(({ VpcId }) => VpcId),
  },
  show: async (call, rows, tags) => {
    const names = await groupNames(
      call,
      rows.flatMap(({ details }) => details.groups),
    );
    return rows.map((row) => {
      const one = shownInterface(row, tags(row), names);
      return { one, Tags: one.TagSet };
    });
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
export const describeNetworkInterfaces = ({ pages }: Ec2Deps) =>
  shows<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult>(
    {},
    async (input, call) => {
      await authorizeAll(call, 'DescribeNetworkInterfaces');
      const ids = input.NetworkInterfaceIds;
      const { shown, next } = await described(pages, call, INTERFACES, input, ids);
      return { NetworkInterfaces: shown.map(({ one }) => one), ...next };
    },
  );

/** Groups of a network interface: those named, or the default one of its VPC. */
const groupsFor = async (
  call: Call,
  operation: string,
  subnet: { readonly id: string; readonly vpc: string },
  given: readonly string[] | undefined,
): Promise<readonly string[]> => {
  if (given === undefined || given.length === 0) {
    const inVpc = await resources.inVpc(call.tx, call, 'security-group', subnet.vpc);
    const group = inVpc.find(({ details }) => details.name === 'default');
    return group === undefined ? [] : [group.id];
  }
  for (const id of given) {
    const group = await authorized(call, operation, 'security-group', id);
    if (group.details.vpc !== subnet.vpc) throw differentNetworks(id, subnet.id);
  }
  return [...new Set(given)];
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html */
export const createNetworkInterface = ({ ids }: Ec2Deps) =>
  changes<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult>(
    { partial: 'one private IPv4 address' },
    async (input, call) => {
      const { tx, account, now } = call;
      await settleNetwork({ ids }, call);
      const operation = 'CreateNetworkInterface';
      const tags = specifiedTags(input.TagSpecifications, 'network-interface')('network-interface');
      const subnet = await authorized(call, operation, 'subnet', input.SubnetId ?? '');
      const { vpc, zone } = subnet.details;
      await authorizeNew(call, operation, 'network-interface', tags, {
        'ec2:AvailabilityZone': zone,
        'ec2:Subnet': arnOf(call, 'subnet', subnet.id),
        'ec2:Vpc': arnOf(call, 'vpc', vpc),
      });
      const groups = await groupsFor(call, operation, { id: subnet.id, vpc }, input.Groups);
      const ground = { tx, ids, account, region: call.region, now };
      const primary = input.PrivateIpAddresses?.find(({ Primary }) => Primary === true);
      const wanted = input.PrivateIpAddress ?? primary?.PrivateIpAddress;
      const made = await newInterface(ground, subnet, {
        description: input.Description,
        groups,
        privateIp: (await addressPool(ground, subnet)).take(wanted),
      });
      await putTags(tx, made, tags);
      touch(call, 'network-interface', made.id);
      const names = await groupNames(call, groups);
      return { NetworkInterface: shownInterface(made, tags, names) };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html */
export const deleteNetworkInterface = () =>
  changes<DeleteNetworkInterfaceRequest, void>({}, async ({ NetworkInterfaceId = '' }, call) => {
    const operation = 'DeleteNetworkInterface';
    const one = await authorized(call, operation, 'network-interface', NetworkInterfaceId);
    if (one.details.requester !== undefined)
      throw operationNotPermitted(
        `You are not allowed to manage '${one.id}', it is managed by ${one.details.requester}.`,
      );
    if (one.details.attachment !== undefined)
      throw new AwsError(
        'InvalidParameterValue',
        `Network interface '${one.id}' is currently in use.`,
      );
    const allocation = one.details.association?.allocation;
    const address =
      allocation === undefined
        ? undefined
        : await resources.find(call.tx, call, 'elastic-ip', allocation);
    if (address !== undefined)
      await resources.save(call.tx, {
        ...address,
        details: { publicIp: address.details.publicIp },
      });
    await removeWithTags(call.tx, one);
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachNetworkInterface.html */
export const attachNetworkInterface = ({ ids }: Ec2Deps) =>
  changes<AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult>({}, async (input, call) => {
    const { tx, account, now } = call;
    const operation = 'AttachNetworkInterface';
    const id = input.NetworkInterfaceId ?? '';
    const one = await authorized(call, operation, 'network-interface', id);
    const instance = await authorized(call, operation, 'instance', input.InstanceId ?? '');
    if (input.DeviceIndex === undefined) throw missingParameter('deviceIndex');
    if (one.details.attachment !== undefined || one.details.requester !== undefined)
      throw new AwsError('InvalidNetworkInterface.InUse', `Interface: [${one.id}] in use.`);
    if (!['running', 'stopped'].includes(instance.details.state))
      throw new AwsError(
        'IncorrectInstanceState',
        `Instance '${instance.id}' is not 'running' or 'stopped'`,
      );
    if (one.details.zone !== instance.details.zone)
      throw invalidValue(
        `You may not attach a network interface to an instance if they are not in the same availability zone`,
      );
    const held = await resources.findMany(
      tx,
      call,
      'network-interface',
      instance.details.interfaces,
    );
    if (held.some(({ details }) => details.attachment?.deviceIndex === input.DeviceIndex))
      throw invalidValue(
        `Instance '${instance.id}' already has an interface attached at device index '${input.DeviceIndex}'.`,
      );
    const attachment = {
      id: partId(ids, 'eni-attach'),
      instance: instance.id,
      instanceOwner: account,
      deviceIndex: input.DeviceIndex,
      attachedAt: now.getTime(),
      deleteOnTermination: false,
    };
    await resources.save(tx, withDetails(one, { attachment }));
    const interfaces = [...instance.details.interfaces, one.id];
    await resources.save(tx, withDetails(instance, { interfaces }));
    return { AttachmentId: attachment.id, NetworkCardIndex: 0 };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachNetworkInterface.html */
export const detachNetworkInterface = () =>
  changes<DetachNetworkInterfaceRequest, void>({}, async ({ AttachmentId = '' }, call) => {
    const { tx } = call;
    const operation = 'DetachNetworkInterface';
    const found = (await resources.list(tx, call, 'network-interface')).find(
      ({ details }) => details.attachment?.id === AttachmentId,
    );
    if (found === undefined) {
      await call.authorize(`ec2:${operation}`, arnOf(call, 'network-interface', '*'), region(call));
      throw new AwsError(
        'InvalidAttachmentID.NotFound',
        `The interface attachment '${AttachmentId}' does not exist`,
      );
    }
    const one = await authorized(call, operation, 'network-interface', found.id);
    const holder = one.details.attachment?.instance ?? '';
    const instance = await authorized(call, operation, 'instance', holder);
    if (one.details.attachment?.deviceIndex === 0)
      throw operationNotPermitted(
        'The network interface at device index 0 and networkCard index 0 cannot be detached.',
      );
    await resources.save(tx, withDetails(one, { attachment: undefined }));
    const interfaces = instance.details.interfaces.filter((id) => id !== one.id);
    await resources.save(tx, withDetails(instance, { interfaces }));
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html */
export const modifyNetworkInterfaceAttribute = () =>
  changes<ModifyNetworkInterfaceAttributeRequest, void>(
    { partial: 'description, groups, source/destination check and deletion on termination' },
    async (input, call) => {
      const operation = 'ModifyNetworkInterfaceAttribute';
      const id = input.NetworkInterfaceId ?? '';
      const one = await authorized(call, operation, 'network-interface', id);
      const { vpc, subnet, attachment } = one.details;
      const deletes = input.Attachment?.DeleteOnTermination;
      if (deletes !== undefined && attachment?.id !== input.Attachment?.AttachmentId)
        throw new AwsError(
          'InvalidAttachmentID.NotFound',
          `The interface attachment '${input.Attachment?.AttachmentId ?? ''}' does not exist`,
        );
      const groups =
        input.Groups === undefined
          ? one.details.groups
          : await groupsFor(call, operation, { id: subnet, vpc }, input.Groups);
      await resources.save(
        call.tx,
        withDetails(one, {
          groups,
          description: input.Description?.Value ?? one.details.description,
          sourceDestCheck: input.SourceDestCheck?.Value ?? one.details.sourceDestCheck,
          attachment:
            attachment === undefined || deletes === undefined
              ? attachment
              : { ...attachment, deleteOnTermination: deletes },
        }),
      );
    },
  );
