import type { Ec2Deps } from '../deps.ts';
import {
  authorizeRules,
  describeSecurityGroupRules,
  revokeRules,
  updateDescriptions,
} from '../security-groups/change-rules.ts';
import {
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
} from '../security-groups/groups.ts';

export const groupOperations = (deps: Ec2Deps) => ({
  AuthorizeSecurityGroupEgress: authorizeRules(deps, 'Egress'),
  AuthorizeSecurityGroupIngress: authorizeRules(deps, 'Ingress'),
  CreateSecurityGroup: createSecurityGroup(deps),
  DeleteSecurityGroup: deleteSecurityGroup(deps),
  DescribeSecurityGroupRules: describeSecurityGroupRules(deps),
  DescribeSecurityGroups: describeSecurityGroups(deps),
  RevokeSecurityGroupEgress: revokeRules(deps, 'Egress'),
  RevokeSecurityGroupIngress: revokeRules(deps, 'Ingress'),
  UpdateSecurityGroupRuleDescriptionsEgress: updateDescriptions(deps, 'Egress'),
  UpdateSecurityGroupRuleDescriptionsIngress: updateDescriptions(deps, 'Ingress'),
});
