/** A role that one service defines, owns and alone can assume (IAM User Guide, "AWS services that work with IAM"). */
export interface LinkedRoleTemplate {
  readonly service: string;
  readonly roleName: string;
  readonly policyArns: readonly string[];
  /** Whether an account may have several, told apart by a suffix. */
  readonly takesSuffix: boolean;
}

const PREFIX = 'AWSServiceRoleFor';
const POLICIES = 'arn:aws:iam::aws:policy/aws-service-role/';

// Service without `.amazonaws.com`, what follows the prefix in the role's name, and the policy it has.
const KNOWN: readonly (readonly [string, string, string?])[] = [
  ['access-analyzer', 'AccessAnalyzer', 'AccessAnalyzerServiceRolePolicy'],
  ['acm', 'CertificateManager'],
  ['agentless.inspector2', 'AmazonInspector2Agentless'],
  ['autoscaling', 'AutoScaling', 'AutoScalingServiceRolePolicy'],
  ['backup', 'Backup'],
  ['batch', 'Batch'],
  ['cloudtrail', 'CloudTrail', 'CloudTrailServiceRolePolicy'],
  ['cloudwatch-crossaccount', 'CloudWatchCrossAccount'],
  ['config', 'Config'],
  ['config-conforms', 'ConfigConforms'],
  ['config-multiaccountsetup', 'ConfigMultiAccountSetup'],
  ['controltower', 'AWSControlTower'],
  ['detective', 'Detective'],
  ['custom-resource.application-autoscaling', 'ApplicationAutoScaling_CustomResource'],
  ['ecs', 'ECS', 'AmazonECSServiceRolePolicy'],
  [
    'ecs.application-autoscaling',
    'ApplicationAutoScaling_ECSService',
    'AWSApplicationAutoscalingECSServicePolicy',
  ],
  ['eks', 'AmazonEKS'],
  ['eks-nodegroup', 'AmazonEKSNodegroup'],
  ['elasticache', 'ElastiCache'],
  ['elasticbeanstalk', 'ElasticBeanstalk'],
  ['elasticfilesystem', 'AmazonElasticFileSystem'],
  ['elasticloadbalancing', 'ElasticLoadBalancing', 'AWSElasticLoadBalancingServiceRolePolicy'],
  ['es', 'AmazonElasticsearchService'],
  ['events', 'CloudWatchEvents'],
  ['fms', 'FMS'],
  ['fsx', 'AmazonFSx'],
  ['globalaccelerator', 'GlobalAccelerator'],
  ['guardduty', 'AmazonGuardDuty', 'AmazonGuardDutyServiceRolePolicy'],
  ['inspector2', 'AmazonInspector2'],
  ['kafka', 'Kafka'],
  ['license-manager', 'AWSLicenseManagerRole'],
  ['logger.cloudfront', 'CloudFrontLogger'],
  ['macie', 'AmazonMacie'],
  ['malware-protection.guardduty', 'AmazonGuardDutyMalwareProtection'],
  ['ops.apigateway', 'APIGateway'],
  ['opensearchservice', 'AmazonOpenSearchService'],
  ['organizations', 'Organizations', 'AWSOrganizationsServiceTrustPolicy'],
  ['ram', 'ResourceAccessManager'],
  ['rds', 'RDS'],
  ['redshift', 'Redshift'],
  ['replicator.lambda', 'LambdaReplicator'],
  ['rolesanywhere', 'RolesAnywhere'],
  ['securityhub', 'SecurityHub', 'AWSSecurityHubServiceRolePolicy'],
  ['securityhubv2', 'SecurityHubV2'],
  ['shield', 'AWSShield'],
  ['spot', 'EC2Spot'],
  ['spotfleet', 'EC2SpotFleet'],
  ['ssm', 'AmazonSSM', 'AmazonSSMServiceRolePolicy'],
  ['sso', 'SSO', 'AWSSSOServiceRolePolicy'],
  ['support', 'Support'],
  ['transitgateway', 'VPCTransitGateway'],
  ['trustedadvisor', 'TrustedAdvisor', 'AWSTrustedAdvisorServiceRolePolicy'],
  ['wafv2', 'WAFV2Logging'],
];

const WITH_SUFFIX = new Set(['autoscaling', 'channels.lexv2', 'connect']);
const DOMAIN = '.amazonaws.com';

/** The template for a service principal; undefined for what is no AWS service's name. */
export const linkedRoleTemplate = (service: string): LinkedRoleTemplate | undefined => {
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/.test(service)) return undefined;
  const short = service.slice(0, -DOMAIN.length);
  const known = KNOWN.find(([name]) => name === short);
  const [, roleName, policy] = known ?? [short, short];
  return {
    service,
    roleName: PREFIX + roleName,
    policyArns: policy === undefined ? [] : [POLICIES + policy],
    takesSuffix: known === undefined || WITH_SUFFIX.has(short),
  };
};

export const linkedRoleTrust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }],
  });
