import type { EventShape } from '@gatehouse/service-kit';

const SENSITIVE = '<sensitiveDataRemoved>';
const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/**
 * Operations younger than the form of old: their events are the XML of request and answer itself, a list's elements
 * numbered by `tag` (seen in CloudTrail records of DeleteNatGateway, DeleteFlowLogs and their like).
 */
const WRAPPED = new Set(
  (
    'CreateDefaultSubnet CreateDefaultVpc CreateFlowLogs CreateNatGateway CreateVpcEndpoint DeleteFlowLogs ' +
    'DeleteNatGateway DeleteVpcEndpoints DescribeFlowLogs DescribeNatGateways DescribeSecurityGroupRules ' +
    'DescribeVolumesModifications DescribeVpcEndpoints DisableEbsEncryptionByDefault DisableSnapshotBlockPublicAccess ' +
    'DisableImageBlockPublicAccess EnableImageBlockPublicAccess GetImageBlockPublicAccessState ' +
    'EnableEbsEncryptionByDefault EnableSnapshotBlockPublicAccess GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault ' +
    'GetSnapshotBlockPublicAccessState ModifyEbsDefaultKmsKeyId ModifyInstanceMetadataOptions ModifyVolume ' +
    'ResetEbsDefaultKmsKeyId'
  ).split(' '),
);

/** Lists of the API's requests: what the event calls the list, and the member that an element without members becomes. */
const REQUEST_LISTS: Readonly<Record<string, readonly [list: string, item?: string]>> = {
  Add: ['add'],
  AllocationIds: ['allocationIdsSet', 'allocationId'],
  BlockDeviceMappings: ['blockDeviceMapping'],
  DhcpOptionsIds: ['dhcpOptionsSet', 'dhcpOptionsId'],
  ExecutableUsers: ['executableBySet', 'user'],
  Filters: ['filterSet'],
  GroupIds: ['securityGroupIdSet', 'groupId'],
  GroupNames: ['securityGroupSet', 'groupName'],
  Groups: ['groupSet', 'groupId'],
  ImageIds: ['imagesSet', 'imageId'],
  InstanceIds: ['instancesSet', 'instanceId'],
  InternetGatewayIds: ['internetGatewayIdSet', 'internetGatewayId'],
  IpPermissions: ['ipPermissions'],
  IpRanges: ['ipRanges'],
  Ipv6Ranges: ['ipv6Ranges'],
  KeyNames: ['keySet', 'keyName'],
  KeyPairIds: ['keyPairIdSet', 'keyPairId'],
  NetworkAclIds: ['networkAclIdSet', 'networkAclId'],
  NetworkInterfaceIds: ['networkInterfaceIdSet', 'networkInterfaceId'],
  NetworkInterfaces: ['networkInterfaceSet'],
  OwnerIds: ['ownersSet', 'owner'],
  Owners: ['ownersSet', 'owner'],
  PrefixListIds: ['prefixListIds'],
  PublicIps: ['publicIpsSet', 'publicIp'],
  RegionNames: ['regionSet', 'regionName'],
  Remove: ['remove'],
  Resources: ['resourcesSet', 'resourceId'],
  RestorableByUserIds: ['sharedUsersSet', 'user'],
  RouteTableIds: ['routeTableIdSet', 'routeTableId'],
  SecurityGroupIds: ['groupSet', 'groupId'],
  SecurityGroups: ['groupSet', 'groupName'],
  SecurityGroupRuleIds: ['securityGroupRuleIdSet', 'securityGroupRuleId'],
  SnapshotIds: ['snapshotSet', 'snapshotId'],
  SubnetIds: ['subnetSet', 'subnetId'],
  TagSpecifications: ['tagSpecificationSet'],
  Tags: ['tagSet'],
  UserGroups: ['groupSet', 'group'],
  UserIdGroupPairs: ['groups'],
  UserIds: ['userIdSet', 'userId'],
  Values: ['valueSet', 'value'],
  VolumeIds: ['volumeSet', 'volumeId'],
  VpcIds: ['vpcSet', 'vpcId'],
  ZoneNames: ['availabilityZoneSet', 'zoneName'],
};

/** Members of answers whose XML name (locationName in the API's model) is not the API's name in lower case. */
const RESPONSE_NAMES: Readonly<Record<string, string>> = {
  Associations: 'associationSet',
  Attachments: 'attachmentSet',
  BlockDeviceMappings: 'blockDeviceMapping',
  Entries: 'entrySet',
  FlowLogIds: 'flowLogIdSet',
  Groups: 'groupSet',
  InstanceMonitorings: 'instancesSet',
  Instances: 'instancesSet',
  NatGatewayAddresses: 'natGatewayAddressSet',
  NetworkInterfaces: 'networkInterfaceSet',
  PrivateIpAddresses: 'privateIpAddressesSet',
  PropagatingVgws: 'propagatingVgwSet',
  RouteTableIds: 'routeTableIdSet',
  Routes: 'routeSet',
  SecurityGroupRules: 'securityGroupRuleSet',
  SecurityGroups: 'groupSet',
  StartingInstances: 'instancesSet',
  StateTransitionReason: 'reason',
  StoppingInstances: 'instancesSet',
  Tags: 'tagSet',
  TerminatingInstances: 'instancesSet',
  UserIdGroupPairs: 'groups',
};

/** What these events show though the caller did not say it. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  DeleteSnapshot: { force: false },
  DeleteVolume: { reportVolumeFailure: false },
  RunInstances: {
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    disableApiTermination: false,
    disableApiStop: false,
  },
  StopInstances: { force: false },
};

const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = {
  ModifySnapshotAttribute: 'CREATE_VOLUME_PERMISSION',
  ModifyImageAttribute: 'launchPermission',
};

const PERMISSIONS: Readonly<Record<string, string>> = {
  ModifySnapshotAttribute: 'CreateVolumePermission',
  ModifyImageAttribute: 'LaunchPermission',
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** However a caller states whom to share with, the event shows it as a permission that is added to or removed from. */
const sharing = (operation: string, input: unknown): unknown => {
  const permission = PERMISSIONS[operation];
  if (permission === undefined || !isRecord(input)) return input;
  const { OperationType, UserIds, GroupNames, UserGroups, Attribute: _, ...rest } = input;
  const grantees = [
    ...listOf(UserIds).map((UserId) => ({ UserId })),
    ...[...listOf(GroupNames), ...listOf(UserGroups)].map((Group) => ({ Group })),
  ];
  if (grantees.length === 0) return input;
  return { ...rest, [permission]: { [OperationType === 'remove' ? 'Remove' : 'Add']: grantees } };
};

const HIDDEN = new Set(['UserData', 'KeyMaterial', 'UefiData', 'PresignedUrl']);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array);

const members = (value: unknown): readonly (readonly [string, unknown])[] =>
  isRecord(value)
    ? Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
    : [];

const items = (list: readonly unknown[]): object => (list.length === 0 ? {} : { items: list });

/** EC2 writes times in its events as numbers. */
const scalar = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

const classicMember = (name: string, value: unknown): readonly [string, unknown] => {
  if (HIDDEN.has(name)) return [lowerFirst(name), SENSITIVE];
  if (!Array.isArray(value)) return [lowerFirst(name), classic(value)];
  const [list, item] = (Object.hasOwn(REQUEST_LISTS, name) ? REQUEST_LISTS[name] : undefined) ?? [
    `${lowerFirst(name)}Set`,
  ];
  if (name === 'TagSpecifications') return [list, items(value.map(tagSpecification))];
  const shown = value.map((element: unknown) =>
    isRecord(element) ? classic(element) : { [item ?? lowerFirst(name)]: scalar(element) },
  );
  return [list, items(shown)];
};

const tagSpecification = (value: unknown): object => {
  const given = isRecord(value) ? value : {};
  const tags: readonly unknown[] = Array.isArray(given['Tags']) ? given['Tags'] : [];
  return { resourceType: given['ResourceType'], tags: tags.map(classic) };
};

const classic = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(members(value).map(([name, member]) => classicMember(name, member)))
    : scalar(value);

/** RunInstances has what names the instances in a list of its own. */
const LAUNCHED = ['ImageId', 'MinCount', 'MaxCount', 'KeyName'];

const launchRequest = (input: unknown): object => {
  const given = members(input);
  const named = given.filter(([name]) => LAUNCHED.includes(name));
  const rest = given.filter(([name]) => !LAUNCHED.includes(name));
  return {
    instancesSet: items([classic(Object.fromEntries(named))]),
    ...DEFAULTS['RunInstances'],
    ...Object.fromEntries(rest.map(([name, member]) => classicMember(name, member))),
  };
};

/** `FlowLogIds` is `FlowLogId` in the request's own parameters, as every list is. */
const singular = (name: string): string =>
  name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.endsWith('s') ? name.slice(0, -1) : name;

const wrappedMember = (name: string, value: unknown): readonly [string, unknown] => {
  if (!Array.isArray(value)) return [name, wrapped(value)];
  const shown = value.map((element: unknown, at) => {
    const tag = at + 1;
    const inner = wrapped(element);
    return isRecord(inner) ? { ...inner, tag } : { tag, content: inner };
  });
  return [singular(name), shown.length === 1 ? shown[0] : shown];
};

const wrapped = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(members(value).map(([name, member]) => wrappedMember(name, member)))
    : scalar(value);

const responseName = (name: string, parent: string): string => {
  if (name === 'State' && parent === 'Instances') return 'instanceState';
  if (name === 'PublicDnsName' && parent === 'Instances') return 'dnsName';
  if (name === 'PublicIpAddress') return 'ipAddress';
  if (name === 'Return') return '_return';
  return (
    (Object.hasOwn(RESPONSE_NAMES, name) ? RESPONSE_NAMES[name] : undefined) ?? lowerFirst(name)
  );
};

const answered = (
  value: unknown,
  parent: string,
  list: (shown: readonly unknown[]) => unknown,
): unknown =>
  isRecord(value)
    ? Object.fromEntries(
        members(value).map(([name, member]) => [
          responseName(name, parent),
          HIDDEN.has(name)
            ? SENSITIVE
            : Array.isArray(member)
              ? list(member.map((one: unknown) => answered(one, name, list)))
              : answered(member, name, list),
        ]),
      )
    : scalar(value);

const oneOrMany = (shown: readonly unknown[]): unknown => {
  if (shown.length === 0) return '';
  return { item: shown.length === 1 ? shown[0] : shown };
};

const hasValue = (input: unknown): boolean => isRecord(input) && input['Value'] !== undefined;

/** EC2's requests and answers as CloudTrail shows them: `instancesSet.items[].instanceId` for `InstanceIds[]`. */
export const EVENT_SHAPE: EventShape = {
  errorCode: (code) => (code === 'InternalFailure' ? 'Server.InternalError' : `Client.${code}`),
  request: (operation, input) => {
    if (WRAPPED.has(operation)) return { [`${operation}Request`]: wrapped(input) };
    if (operation === 'RunInstances') return launchRequest(input);
    const attributeType = ATTRIBUTE_TYPES[operation];
    // The value may be that of the user data.
    const hidesValue = operation === 'ModifyInstanceAttribute' && hasValue(input);
    return {
      ...DEFAULTS[operation],
      ...Object.fromEntries(
        members(sharing(operation, input)).map(([name, member]) => classicMember(name, member)),
      ),
      ...(attributeType === undefined ? {} : { attributeType }),
      ...(hidesValue ? { value: SENSITIVE } : {}),
    };
  },
  response: (operation, output, requestId) => {
    if (WRAPPED.has(operation)) {
      const shown = answered(output, '', oneOrMany);
      return {
        [`${operation}Response`]: {
          xmlns: NAMESPACE,
          requestId,
          ...(isRecord(shown) ? shown : {}),
        },
      };
    }
    const shown = answered(output, '', items);
    const known = isRecord(shown) ? shown : {};
    return { requestId, ...(Object.keys(known).length === 0 ? { _return: true } : known) };
  },
};
