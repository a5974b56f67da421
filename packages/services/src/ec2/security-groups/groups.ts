import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOf, arnOfResource } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  dependencyViolation,
  invalidValue,
  missingParameter,
  noDefaultVpc,
  notFound,
} from '../errors.ts';
import type { FilterTable } from '../filters.ts';
import type { Resource } from '../model.ts';
import { settleNetwork, showNetwork } from '../networking/default-network.ts';
import { vpcFor } from '../networking/route-tables.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { newGroup } from './new-group.ts';
import { permissionsOf } from './rules.ts';

const MOST_TEXT = 255;
const CHARACTERS = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]+$/;

/** A group by its id or, in the default VPC, by its name. */
export const groupFor = async (
  call: Call,
  operation: string,
  { GroupId, GroupName }: { GroupId?: string | undefined; GroupName?: string | undefined },
): Promise<Resource<'security-group'>> => {
  if (GroupId !== undefined) return authorized(call, operation, 'security-group', GroupId);
  if (GroupName === undefined) throw missingParameter('GroupName or GroupId');
  const vpc = await resources.named(call.tx, call, 'vpc', 'default');
  const group =
    vpc === undefined
      ? undefined
      : await resources.named(call.tx, call, 'security-group', `${vpc.id} ${GroupName}`);
  if (group === undefined) {
    await call.authorize(`ec2:${operation}`, arnOf(call, 'security-group', '*'), region(call));
    throw new AwsError(
      'InvalidGroup.NotFound',
      `The security group '${GroupName}' does not exist in default VPC '${vpc?.id ?? ''}'`,
    );
  }
  return authorized(call, operation, 'security-group', group.id);
};

const permission =
  (side: 'IpPermissions' | 'IpPermissionsEgress') =>
  (look: (one: IpPermission) => readonly (string | number | undefined)[]) =>
  (shown: SecurityGroup) =>
    (shown[side] ?? []).flatMap(look);

const permissionFilters = (
  prefix: string,
  side: 'IpPermissions' | 'IpPermissionsEgress',
): FilterTable<SecurityGroup> => {
  const all = permission(side);
  return {
    [`${prefix}.cidr`]: all(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)),
    [`${prefix}.from-port`]: all(({ FromPort }) => [FromPort]),
    [`${prefix}.group-id`]: all(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ GroupId }) => GroupId),
    ),
    [`${prefix}.ipv6-cidr`]: all(({ Ipv6Ranges = [] }) => Ipv6Ranges.map((one) => one.CidrIpv6)),
    [`${prefix}.prefix-list-id`]: all(({ PrefixListIds = [] }) =>
      PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    ),
    [`${prefix}.protocol`]: all(({ IpProtocol }) => [IpProtocol]),
    [`${prefix}.to-port`]: all(({ ToPort }) => [ToPort]),
    [`${prefix}.user-id`]: all(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ UserId }) => UserId),
    ),
  };
};

const shownGroup = (
  group: Resource<'security-group'>,
  tags: Tags,
  rules: readonly Resource<'security-group-rule'>[],
): SecurityGroup => {
  const details = rules.map((rule) => rule.details);
  return {
    GroupId: group.id,
    GroupName: group.details.name,
    Description: group.details.description,
    OwnerId: group.account,
    VpcId: group.details.vpc,
    SecurityGroupArn: arnOfResource(group),
    IpPermissions: permissionsOf(details.filter(({ egress }) => !egress)),
    IpPermissionsEgress: permissionsOf(details.filter(({ egress }) => egress)),
    Tags: shownTags(tags),
  };
};

const GROUPS: Description<'security-group', SecurityGroup> = {
  kind: 'security-group',
  filters: {
    description: ({ Description: text }) => text,
    'group-id': ({ GroupId }) => GroupId,
    'group-name': ({ GroupName }) => GroupName,
    'owner-id': ({ OwnerId }) => OwnerId,
    'vpc-id': ({ VpcId }) => VpcId,
    ...permissionFilters('ip-permission', 'IpPermissions'),
    ...permissionFilters('egress.ip-permission', 'IpPermissionsEgress'),
  },
  show: async (call, rows, tags) => {
    const all = await resources.list(call.tx, call, 'security-group-rule');
    const byGroup = Map.groupBy(all, ({ details }) => details.group);
    return rows.map((row) => shownGroup(row, tags(row), byGroup.get(row.id) ?? []));
  },
};

const idsOfNames = async (call: Call, names: readonly string[]): Promise<readonly string[]> => {
  const vpc = await resources.named(call.tx, call, 'vpc', 'default');
  const found: string[] = [];
  for (const name of names) {
    const group =
      vpc === undefined
        ? undefined
        : await resources.named(call.tx, call, 'security-group', `${vpc.id} ${name}`);
    if (group === undefined) throw notFound('security-group', name);
    found.push(group.id);
  }
  return found;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups = (deps: Ec2Deps) =>
  shows<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeSecurityGroups');
    await showNetwork(deps, call);
    const ids = [...(input.GroupIds ?? []), ...(await idsOfNames(call, input.GroupNames ?? []))];
    const { shown, next } = await described(deps.pages, call, GROUPS, input, ids);
    return { SecurityGroups: [...shown], ...next };
  });

const checkedText = (member: string, text: string | undefined): string => {
  if (text === undefined || text === '') throw missingParameter(member);
  if (text.length > MOST_TEXT || !CHARACTERS.test(text))
    throw invalidValue(
      `Value (${text}) for parameter ${member} is invalid. Character sets beyond ASCII are not supported.`,
    );
  return text;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const createSecurityGroup = ({ ids }: Ec2Deps) =>
  changes<CreateSecurityGroupRequest, CreateSecurityGroupResult>({}, async (input, call) => {
    const { tx, account, now } = call;
    await settleNetwork({ ids }, call);
    const name = checkedText('GroupName', input.GroupName);
    const description = checkedText('GroupDescription', input.Description);
    const tags = specifiedTags(input.TagSpecifications, 'security-group')('security-group');
    const wanted = input.VpcId ?? (await resources.named(tx, call, 'vpc', 'default'))?.id;
    await authorizeNew(call, 'CreateSecurityGroup', 'security-group', tags, {
      'ec2:Vpc': wanted === undefined ? undefined : arnOf(call, 'vpc', wanted),
    });
    if (wanted === undefined) throw noDefaultVpc();
    const vpc = await vpcFor(call, 'CreateSecurityGroup', wanted);
    if (name.toLowerCase().startsWith('sg-'))
      throw invalidValue(
        `Value (${name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.`,
      );
    if (name.toLowerCase() === 'default')
      throw invalidValue(`Cannot use reserved security group name: ${name}`);
    const ground = { tx, ids, account, region: call.region, now };
    const group = await newGroup(ground, { name, description, vpc: vpc.id });
    if (group === undefined)
      throw new AwsError(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpc.id}'`,
      );
    await putTags(tx, group, tags);
    touch(call, 'security-group', group.id);
    return {
      GroupId: group.id,
      SecurityGroupArn: arnOfResource(group),
      ...(tags.size === 0 ? {} : { Tags: shownTags(tags) }),
    };
  });

const requireUnused = async (
  call: Call,
  group: Resource<'security-group'>,
): Promise<readonly Resource<'security-group-rule'>[]> => {
  const { vpc } = group.details;
  const interfaces = await resources.inVpc(call.tx, call, 'network-interface', vpc);
  const rules = await resources.list(call.tx, call, 'security-group-rule');
  const isNamed = rules.some(
    ({ details: { group: holder, target } }) =>
      holder !== group.id && target.kind === 'group' && target.id === group.id,
  );
  if (isNamed || interfaces.some(({ details }) => details.groups.includes(group.id)))
    throw dependencyViolation(`resource ${group.id} has a dependent object`);
  return rules.filter(({ details }) => details.group === group.id);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html */
export const deleteSecurityGroup = ({ ids }: Ec2Deps) =>
  changes<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>({}, async (input, call) => {
    await settleNetwork({ ids }, call);
    const group = await groupFor(call, 'DeleteSecurityGroup', input);
    if (group.details.name === 'default')
      throw new AwsError(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      );
    for (const rule of await requireUnused(call, group)) await removeWithTags(call.tx, rule);
    await removeWithTags(call.tx, group);
    return { Return: true };
  });
