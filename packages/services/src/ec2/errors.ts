import { AwsError } from '@gatehouse/core';
import { KINDS } from './kinds.ts';
import type { Kind } from './model.ts';

const PRECONDITION_FAILED = 412;

const error =
  (code: string) =>
  (message: string): AwsError =>
    new AwsError(code, message);

export const invalidValue = error('InvalidParameterValue');
export const invalidCombination = error('InvalidParameterCombination');
export const dependencyViolation = error('DependencyViolation');
export const operationNotPermitted = error('OperationNotPermitted');
export const incorrectState = error('IncorrectState');

export const dryRunOperation = (): AwsError =>
  new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', {
    status: PRECONDITION_FAILED,
  });
export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
export const parameterInvalid = (name: string, value: unknown, reason: string): AwsError =>
  invalidValue(`Value (${String(value)}) for parameter ${name} is invalid. ${reason}`);

type Complaint = (ids: readonly string[]) => AwsError;

const lacking =
  (code: string, message: (id: string) => string): Complaint =>
  ([id = '']) =>
    new AwsError(code, message(id));

const NOT_FOUND: Readonly<Record<Kind, Complaint>> = {
  'dhcp-options': lacking(
    'InvalidDhcpOptionID.NotFound',
    (id) => `The dhcpOption ID '${id}' does not exist`,
  ),
  'elastic-ip': lacking(
    'InvalidAllocationID.NotFound',
    (id) => `The allocation ID '${id}' does not exist`,
  ),
  image: (ids) =>
    new AwsError(
      'InvalidAMIID.NotFound',
      ids.length > 1
        ? `The image ids '[${ids.join(', ')}]' do not exist`
        : `The image id '[${ids.join()}]' does not exist`,
    ),
  instance: (ids) =>
    new AwsError(
      'InvalidInstanceID.NotFound',
      ids.length > 1
        ? `The instance IDs '${ids.join(', ')}' do not exist`
        : `The instance ID '${ids.join()}' does not exist`,
    ),
  'internet-gateway': lacking(
    'InvalidInternetGatewayID.NotFound',
    (id) => `The internetGateway ID '${id}' does not exist`,
  ),
  'key-pair': lacking('InvalidKeyPair.NotFound', (id) => `The key pair '${id}' does not exist`),
  natgateway: lacking('NatGatewayNotFound', (id) => `The Nat Gateway ${id} was not found`),
  'network-acl': lacking(
    'InvalidNetworkAclID.NotFound',
    (id) => `The networkAcl ID '${id}' does not exist`,
  ),
  'network-interface': lacking(
    'InvalidNetworkInterfaceID.NotFound',
    (id) => `The networkInterface ID '${id}' does not exist`,
  ),
  'route-table': lacking(
    'InvalidRouteTableID.NotFound',
    (id) => `The routeTable ID '${id}' does not exist`,
  ),
  'security-group': lacking(
    'InvalidGroup.NotFound',
    (id) => `The security group '${id}' does not exist`,
  ),
  'security-group-rule': lacking(
    'InvalidSecurityGroupRuleId.NotFound',
    (id) => `The security group rule ID '${id}' does not exist`,
  ),
  snapshot: lacking('InvalidSnapshot.NotFound', (id) => `The snapshot '${id}' does not exist.`),
  subnet: lacking('InvalidSubnetID.NotFound', (id) => `The subnet ID '${id}' does not exist`),
  volume: lacking('InvalidVolume.NotFound', (id) => `The volume '${id}' does not exist.`),
  vpc: lacking('InvalidVpcID.NotFound', (id) => `The vpc ID '${id}' does not exist`),
  'vpc-endpoint': lacking(
    'InvalidVpcEndpointId.NotFound',
    (id) => `The Vpc Endpoint Id '${id}' does not exist`,
  ),
  'vpc-flow-log': (ids) =>
    new AwsError(
      'InvalidFlowLogId.NotFound',
      `These flow log ids in the input list are not found: [TotalCount: ${ids.length}] ${ids.join(' ')}`,
    ),
};

export const notFound = (kind: Kind, ...ids: readonly string[]): AwsError => NOT_FOUND[kind](ids);

/** Some kinds say that an id cannot be one, the others that there is none such. */
const MALFORMED: Partial<Record<Kind, (id: string, prefix: string) => AwsError>> = {
  image: (id, prefix) =>
    new AwsError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "${prefix}-...")`),
  instance: (id, prefix) =>
    new AwsError(
      'InvalidInstanceID.Malformed',
      id.startsWith(`${prefix}-`)
        ? `Invalid id: "${id}"`
        : `Invalid id: "${id}" (expecting "${prefix}-...")`,
    ),
  'network-interface': (id, prefix) =>
    new AwsError(
      'InvalidNetworkInterfaceId.Malformed',
      `Invalid id: "${id}" (expecting "${prefix}-...")`,
    ),
  natgateway: (id) =>
    new AwsError('NatGatewayMalformed', `The request contains the malformed ID ${id}`),
  'security-group': (id, prefix) =>
    new AwsError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "${prefix}-...")`),
  'security-group-rule': (id, prefix) =>
    new AwsError(
      'InvalidSecurityGroupRuleId.Malformed',
      `Invalid id: "${id}" (expecting "${prefix}-...")`,
    ),
  snapshot: (id, prefix) => parameterInvalid('snapshotId', id, `Expected: '${prefix}-...'.`),
  volume: (id, prefix) => parameterInvalid('volumeId', id, `Expected: '${prefix}-...'.`),
};

export const malformed = (kind: Kind, id: string): AwsError =>
  MALFORMED[kind]?.(id, KINDS[kind].prefix) ?? notFound(kind, id);

export const filterInvalid = (name: string): AwsError =>
  invalidValue(`The filter '${name}' is invalid`);
export const tooManyFilterValues = (): AwsError =>
  new AwsError(
    'FilterLimitExceeded',
    'The maximum number of filter values specified on a single call is 200',
  );
export const nextTokenInvalid = (token: string): AwsError =>
  new AwsError('InvalidNextToken', `The token '${token}' is invalid`);
export const idsWithMaxResults = (member: string): AwsError =>
  invalidCombination(`The parameter ${member} cannot be used with the parameter maxResults`);
export const maxResultsOutside = (value: number, least: number): AwsError =>
  invalidValue(
    `Value ( ${value} ) for parameter maxResults is invalid. Expecting a value greater than or equal to ${least}.`,
  );

export const notTaggable = (type: string): AwsError =>
  invalidValue(`'${type}' is not a valid taggable resource type for this operation.`);
export const tagSpecificationEmpty = (): AwsError =>
  invalidValue('Tag specification must have at least one tag');
export const tagSpecificationTwice = (type: string): AwsError =>
  invalidValue(`Tag specification resource type '${type}' is specified more than once.`);
export const tagKeyReserved = (): AwsError =>
  invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
export const tagKeyMissing = (): AwsError => missingParameter('Tag.1.Key');
export const tagKeyTwice = (key: string): AwsError =>
  invalidValue(`Duplicate tag key '${key}' specified.`);
export const tagTooLong = (part: 'key' | 'value', most: number): AwsError =>
  invalidValue(`Tag ${part} exceeds the maximum length of ${most} characters`);
export const tooManyTags = (): AwsError =>
  new AwsError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
export const taggedIdInvalid = (id: string): AwsError =>
  new AwsError('InvalidID', `The ID '${id}' is not valid`);
export const tokenReused = (): AwsError =>
  new AwsError(
    'IdempotentParameterMismatch',
    'The request uses the same client token as a previous, but non-identical request.',
  );
export const accountIdInvalid = (text: string): AwsError =>
  new AwsError('InvalidUserID.Malformed', `Invalid user id: "${text}"`);
export const volumeTooSmall = (size: number, least: number): AwsError =>
  new AwsError(
    'InvalidBlockDeviceMapping',
    `Volume of size ${size}GB is smaller than snapshot, expect size >= ${least}GB`,
  );
export const stateForbids = (id: string, verb: 'started' | 'stopped' | 'rebooted'): AwsError =>
  new AwsError(
    'IncorrectInstanceState',
    verb === 'started'
      ? `The instance '${id}' is not in a state from which it can be started.`
      : `This instance '${id}' is not in a state from which it can be ${verb}.`,
  );
export const protectedFrom = (
  id: string,
  attribute: 'disableApiStop' | 'disableApiTermination',
): AwsError =>
  operationNotPermitted(
    `The instance '${id}' may not be ${attribute === 'disableApiStop' ? 'stopped' : 'terminated'}. Modify its '${attribute}' instance attribute and try again.`,
  );
export const noDefaultVpc = (): AwsError =>
  new AwsError(
    'VPCIdNotSpecified',
    'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
  );
export const noDefaultSubnet = (vpc: string): AwsError =>
  new AwsError(
    'MissingInput',
    `No subnets found for the default VPC '${vpc}'. Please specify a subnet.`,
  );
export const differentNetworks = (group: string, subnet: string): AwsError =>
  new AwsError(
    'InvalidParameter',
    `Security group ${group} and subnet ${subnet} belong to different networks.`,
  );
export const groupNameNotFound = (name: string): AwsError =>
  new AwsError('InvalidGroup.NotFound', `The security group '${name}' does not exist`);
