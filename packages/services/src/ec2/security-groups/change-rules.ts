import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  IpPermission,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroupRule,
  UpdateSecurityGroupRuleDescriptionsIngressRequest,
  UpdateSecurityGroupRuleDescriptionsIngressResult,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorizeAll } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description, wellFormed } from '../describing.ts';
import { missingParameter, notFound } from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { settleNetwork, showNetwork } from '../networking/default-network.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { authorizeNewTags, putTags, shownTags, specifiedTags } from '../tags.ts';
import { groupFor } from './groups.ts';
import type { RuleDetails } from './model.ts';
import { addRule, ruleKey } from './new-group.ts';
import { permissionsOf, requestedRules, ruleText } from './rules.ts';

type Side = 'Egress' | 'Ingress';
type RuleRequest = AuthorizeSecurityGroupIngressRequest &
  AuthorizeSecurityGroupEgressRequest &
  RevokeSecurityGroupIngressRequest &
  RevokeSecurityGroupEgressRequest;

const MOST_RULES = 60;

/** The one permission that a request of old states by members of its own. */
const plainPermission = (input: RuleRequest): IpPermission[] => {
  const { CidrIp, SourceSecurityGroupName, SourceSecurityGroupOwnerId, IpProtocol } = input;
  if (IpProtocol === undefined && CidrIp === undefined && SourceSecurityGroupName === undefined)
    return [];
  const ports = { FromPort: input.FromPort, ToPort: input.ToPort };
  if (SourceSecurityGroupName !== undefined)
    return [
      {
        IpProtocol: IpProtocol ?? '-1',
        ...ports,
        UserIdGroupPairs: [
          { GroupName: SourceSecurityGroupName, UserId: SourceSecurityGroupOwnerId },
        ],
      },
    ];
  return [{ IpProtocol: IpProtocol ?? '', ...ports, IpRanges: [{ CidrIp }] }];
};

const wishedRules = async (
  call: Call,
  group: Resource<'security-group'>,
  side: Side,
  input: RuleRequest,
): Promise<readonly RuleDetails[]> => {
  const permissions = [...(input.IpPermissions ?? []), ...plainPermission(input)];
  return requestedRules(call, { group, egress: side === 'Egress' }, permissions);
};

const rulesOf = async (
  call: Call,
  group: Resource<'security-group'>,
): Promise<readonly Resource<'security-group-rule'>[]> => {
  const all = await resources.inVpc(call.tx, call, 'security-group-rule', group.details.vpc);
  return all.filter(({ details }) => details.group === group.id);
};

const requireRoom = (
  before: readonly Resource<'security-group-rule'>[],
  side: Side,
  more: number,
): void => {
  const count = before.filter(({ details }) => details.egress === (side === 'Egress')).length;
  if (count + more > MOST_RULES)
    throw new AwsError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
};

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html and
 * API_AuthorizeSecurityGroupEgress.html
 */
export const authorizeRules = ({ ids }: Ec2Deps, side: Side) =>
  changes<RuleRequest, AuthorizeSecurityGroupIngressResult>({}, async (input, call) => {
    const { tx, account, now } = call;
    await settleNetwork({ ids }, call);
    const operation = `AuthorizeSecurityGroup${side}`;
    const tags = specifiedTags(
      input.TagSpecifications,
      'security-group-rule',
    )('security-group-rule');
    const group = await groupFor(call, operation, input);
    await authorizeNewTags(call, operation, 'security-group-rule', tags);
    const wished = await wishedRules(call, group, side, input);
    if (wished.length === 0) throw missingParameter('ipPermissions');
    requireRoom(await rulesOf(call, group), side, wished.length);
    const ground = { tx, ids, account, region: call.region, now };
    const made: SecurityGroupRule[] = [];
    for (const details of wished) {
      const rule = await addRule(ground, details, group.details.vpc);
      if (rule === undefined)
        throw new AwsError(
          'InvalidPermission.Duplicate',
          `the specified rule "${ruleText(details)}" already exists`,
        );
      await putTags(tx, rule, tags);
      made.push(shownRule(rule, tags));
    }
    return { Return: true, SecurityGroupRules: made };
  });

const revokeById = async (
  call: Call,
  own: readonly Resource<'security-group-rule'>[],
  side: Side,
  ids: readonly string[],
): Promise<readonly Resource<'security-group-rule'>[]> => {
  wellFormed('security-group-rule', ids);
  const revoked = ids.map((id) => {
    const rule = own.find((one) => one.id === id && one.details.egress === (side === 'Egress'));
    if (rule === undefined) throw notFound('security-group-rule', id);
    return rule;
  });
  for (const rule of revoked) await removeWithTags(call.tx, rule);
  return revoked;
};

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html and
 * API_RevokeSecurityGroupEgress.html: in the default VPC a rule that is not there is an error, elsewhere it is told.
 */
export const revokeRules = ({ ids }: Ec2Deps, side: Side) =>
  changes<RuleRequest, RevokeSecurityGroupIngressResult>({}, async (input, call) => {
    await settleNetwork({ ids }, call);
    const group = await groupFor(call, `RevokeSecurityGroup${side}`, input);
    const own = await rulesOf(call, group);
    const given = input.SecurityGroupRuleIds ?? [];
    if (given.length > 0) {
      await revokeById(call, own, side, given);
      return { Return: true };
    }
    const wished = await wishedRules(call, group, side, input);
    if (wished.length === 0) throw missingParameter('ipPermissions');
    const byKey = new Map(own.map((rule) => [ruleKey(rule.details), rule]));
    const unknown = wished.filter((rule) => !byKey.has(ruleKey(rule)));
    const vpc = await resources.find(call.tx, call, 'vpc', group.details.vpc);
    if (unknown.length > 0 && vpc?.details.isDefault === true)
      throw new AwsError(
        'InvalidPermission.NotFound',
        'The specified rule does not exist in this security group.',
      );
    for (const rule of wished) {
      const found = byKey.get(ruleKey(rule));
      if (found !== undefined) await removeWithTags(call.tx, found);
    }
    return {
      Return: true,
      ...(unknown.length === 0 ? {} : { UnknownIpPermissions: permissionsOf(unknown) }),
    };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UpdateSecurityGroupRuleDescriptionsIngress.html and …Egress.html */
export const updateDescriptions = ({ ids }: Ec2Deps, side: Side) =>
  changes<
    UpdateSecurityGroupRuleDescriptionsIngressRequest,
    UpdateSecurityGroupRuleDescriptionsIngressResult
  >({}, async (input, call) => {
    await settleNetwork({ ids }, call);
    const operation = `UpdateSecurityGroupRuleDescriptions${side}`;
    const group = await groupFor(call, operation, input);
    const own = await rulesOf(call, group);
    const permissions = input.IpPermissions ?? [];
    const wished = await requestedRules(call, { group, egress: side === 'Egress' }, permissions);
    const byId = (input.SecurityGroupRuleDescriptions ?? []).map((one) => ({
      rule: own.find(({ id }) => id === one.SecurityGroupRuleId),
      description: one.Description,
    }));
    const byKey = wished.map((details) => ({
      rule: own.find((rule) => ruleKey(rule.details) === ruleKey(details)),
      description: details.description,
    }));
    for (const { rule, description } of [...byId, ...byKey]) {
      if (rule === undefined)
        throw new AwsError(
          'InvalidPermission.NotFound',
          'The specified rule does not exist in this security group.',
        );
      await resources.save(call.tx, withDetails(rule, { description }));
    }
    return { Return: true };
  });

const shownRule = (rule: Resource<'security-group-rule'>, tags: Tags): SecurityGroupRule => {
  const { group, egress, protocol, from, to, description, target } = rule.details;
  return {
    SecurityGroupRuleId: rule.id,
    SecurityGroupRuleArn: arnOfResource(rule),
    GroupId: group,
    GroupOwnerId: rule.account,
    IsEgress: egress,
    IpProtocol: protocol,
    FromPort: from ?? -1,
    ToPort: to ?? -1,
    ...(target.kind === 'ipv4' ? { CidrIpv4: target.cidr } : {}),
    ...(target.kind === 'ipv6' ? { CidrIpv6: target.cidr } : {}),
    ...(target.kind === 'prefix-list' ? { PrefixListId: target.id } : {}),
    ...(target.kind === 'group'
      ? { ReferencedGroupInfo: { GroupId: target.id, UserId: target.account } }
      : {}),
    ...(description === undefined ? {} : { Description: description }),
    Tags: shownTags(tags),
  };
};

const RULES: Description<'security-group-rule', SecurityGroupRule> = {
  kind: 'security-group-rule',
  filters: {
    'group-id': ({ GroupId }) => GroupId,
    'security-group-rule-id': ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
  },
  show: (_call, rows, tags) => rows.map((row) => shownRule(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html */
export const describeSecurityGroupRules = (deps: Ec2Deps) =>
  shows<DescribeSecurityGroupRulesRequest, DescribeSecurityGroupRulesResult>(
    {},
    async (input, call) => {
      await authorizeAll(call, 'DescribeSecurityGroupRules');
      await showNetwork(deps, call);
      const ids = input.SecurityGroupRuleIds;
      const { shown, next } = await described(deps.pages, call, RULES, input, ids);
      return { SecurityGroupRules: [...shown], ...next };
    },
  );
