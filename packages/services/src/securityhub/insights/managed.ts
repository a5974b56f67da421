import type { AwsSecurityFindingFilters, StringFilter } from '@aws-sdk/client-securityhub';

/** An insight that AWS made: everybody can read it, nobody can change it. */
export interface ManagedInsight {
  readonly arn: string;
  readonly name: string;
  readonly filters: AwsSecurityFindingFilters;
  readonly groupBy: string;
}

const matching = (comparison: 'EQUALS' | 'PREFIX', values: readonly string[]): StringFilter[] =>
  values.map((Value) => ({ Value, Comparison: comparison }));

const types = (...prefixes: readonly string[]): AwsSecurityFindingFilters => ({
  Type: matching('PREFIX', prefixes),
});
const typeIs = (value: string): AwsSecurityFindingFilters => ({
  Type: matching('EQUALS', [value]),
});
const resources = (type: string): AwsSecurityFindingFilters => ({
  ResourceType: matching('EQUALS', [type]),
});

const OPEN: AwsSecurityFindingFilters = {
  RecordState: matching('EQUALS', ['ACTIVE']),
  WorkflowStatus: matching('EQUALS', ['NEW', 'NOTIFIED']),
};

const BUCKETS = resources('AwsS3Bucket');
const INSTANCES = resources('AwsEc2Instance');
const ACCESS_KEYS = resources('AwsIamAccessKey');
const FAILED_TODAY: AwsSecurityFindingFilters = {
  UpdatedAt: [{ DateRange: { Value: 1, Unit: 'DAYS' } }],
  ComplianceStatus: matching('EQUALS', ['FAILED']),
};
const REACHABLE = types(
  'Software and Configuration Checks/AWS Security Best Practices/Network Reachability',
);
const BEST_PRACTICES = typeIs(
  'Software and Configuration Checks/Industry and Regulatory Standards/AWS Security Best Practices',
);
const CIS_RULES: AwsSecurityFindingFilters = {
  GeneratorId: matching('PREFIX', [
    'arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0/rule',
  ]),
};

const IMAGE = 'ResourceAwsEc2InstanceImageId';

type Row = readonly [
  number: number,
  name: string,
  filters: AwsSecurityFindingFilters,
  groupBy?: string,
];

/** User Guide, "Managed insights", in its order; the number is the end of the ARN. */
const ROWS: readonly Row[] = [
  [1, 'AWS resources with the most findings', {}],
  [
    10,
    'S3 buckets with public write or read permissions',
    { ...types('Effects/Data Exposure'), ...BUCKETS },
  ],
  [3, 'AMIs that are generating the most findings', INSTANCES, IMAGE],
  [
    14,
    'EC2 instances involved in known Tactics, Techniques, and Procedures (TTPs)',
    { ...types('TTPs'), ...INSTANCES },
  ],
  [
    9,
    'AWS principals with suspicious access key activity',
    ACCESS_KEYS,
    'ResourceAwsIamAccessKeyPrincipalName',
  ],
  [
    6,
    "AWS resources instances that don't meet security standards / best practices",
    BEST_PRACTICES,
  ],
  [
    7,
    'AWS resources associated with potential data exfiltration',
    types('Effects/Data Exfiltration/'),
  ],
  [
    8,
    'AWS resources associated with unauthorized resource consumption',
    types('Effects/Resource Consumption'),
  ],
  [
    11,
    "S3 buckets that don't meet security standards / best practice",
    { ...BEST_PRACTICES, ...BUCKETS },
  ],
  [
    12,
    'S3 buckets with sensitive data',
    { ...types('Sensitive Data Identifications/'), ...BUCKETS },
  ],
  [13, 'Credentials that may have leaked', types('Sensitive Data Identifications/Passwords/')],
  [
    16,
    'EC2 instances that have missing security patches for important vulnerabilities',
    { ...types('Software and Configuration Checks/Vulnerabilities/CVE'), ...INSTANCES },
  ],
  [
    17,
    'EC2 instances with general unusual behavior',
    { ...types('Unusual Behaviors'), ...INSTANCES },
  ],
  [
    18,
    'EC2 instances that have ports accessible from the Internet',
    { ...REACHABLE, ...INSTANCES },
  ],
  [
    19,
    "EC2 instances that don't meet security standards / best practices",
    {
      ...types(
        'Software and Configuration Checks/Industry and Regulatory Standards/',
        'Software and Configuration Checks/AWS Security Best Practices',
      ),
      ...INSTANCES,
    },
  ],
  [21, 'EC2 instances that are open to the Internet', { ...REACHABLE, ...INSTANCES }],
  [
    22,
    'EC2 instances associated with adversary reconnaissance',
    { ...types('TTPs/Discovery/Recon'), ...INSTANCES },
  ],
  [
    23,
    'AWS resources that are associated with malware',
    types(
      'Effects/Data Exfiltration/Trojan',
      'TTPs/Initial Access/Trojan',
      'TTPs/Command and Control/Backdoor',
      'TTPs/Command and Control/Trojan',
      'Software and Configuration Checks/Backdoor',
      'Unusual Behaviors/VM/Backdoor',
    ),
  ],
  [
    24,
    'AWS resources associated with cryptocurrency issues',
    types('Effects/Resource Consumption/Cryptocurrency', 'TTPs/Command and Control/CryptoCurrency'),
  ],
  [
    25,
    'AWS resources with unauthorized access attempts',
    types(
      'TTPs/Command and Control/UnauthorizedAccess',
      'TTPs/Initial Access/UnauthorizedAccess',
      'Effects/Data Exfiltration/UnauthorizedAccess',
      'Unusual Behaviors/User/UnauthorizedAccess',
      'Effects/Resource Consumption/UnauthorizedAccess',
    ),
  ],
  [
    26,
    'Threat Intel indicators with the most hits in the last week',
    { CreatedAt: [{ DateRange: { Value: 7, Unit: 'DAYS' } }] },
    'ThreatIntelIndicatorValue',
  ],
  [27, 'Top accounts by counts of findings', {}, 'AwsAccountId'],
  [28, 'Top products by counts of findings', {}, 'ProductArn'],
  [29, 'Severity by counts of findings', {}, 'SeverityLabel'],
  [30, 'Top S3 buckets by counts of findings', BUCKETS],
  [31, 'Top EC2 instances by counts of findings', INSTANCES],
  [32, 'Top AMIs by counts of findings', INSTANCES, IMAGE],
  [33, 'Top IAM users by counts of findings', ACCESS_KEYS, 'ResourceAwsIamAccessKeyUserName'],
  [34, 'Top resources by counts of failed CIS checks', { ...CIS_RULES, ...FAILED_TODAY }],
  [35, 'Top integrations by counts of findings', {}, 'ProductArn'],
  [36, 'Resources with the most failed security checks', FAILED_TODAY],
  [37, 'IAM users with suspicious activity', resources('AwsIamUser'), 'ResourceAwsIamUserUserName'],
];

// The one that looks at indicators and not at open findings.
const THREAT_INTEL = 26;

export const MANAGED_INSIGHTS: readonly ManagedInsight[] = ROWS.map(
  ([number, name, filters, groupBy = 'ResourceId']) => ({
    arn: `arn:aws:securityhub:::insight/securityhub/default/${number}`,
    name,
    filters: number === THREAT_INTEL ? filters : { ...filters, ...OPEN },
    groupBy,
  }),
);

export const managedInsight = (arn: string): ManagedInsight | undefined =>
  MANAGED_INSIGHTS.find((insight) => insight.arn === arn);
