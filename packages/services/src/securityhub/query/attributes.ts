import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';

export type AttributeKind = 'string' | 'number' | 'date' | 'ip' | 'boolean' | 'map' | 'keyword';

/** What a filter's name stands for: where its values are in a finding. */
export interface Attribute {
  readonly name: string;
  readonly kind: AttributeKind;
  /** Every value that the finding has there; of maps, the maps. */
  values(finding: AwsSecurityFinding): readonly unknown[];
}

const EC2 = 'Resources[].Details.AwsEc2Instance';
const KEY = 'Resources[].Details.AwsIamAccessKey';
const CONTAINER = 'Resources[].Details.Container';
const PROVIDER = 'FindingProviderFields';

/** AwsSecurityFindingFilters of the API reference, by kind: name and path. */
const PATHS: Readonly<Record<AttributeKind, readonly (readonly [string, string])[]>> = {
  string: [
    ['ProductArn', 'ProductArn'],
    ['AwsAccountId', 'AwsAccountId'],
    ['AwsAccountName', 'AwsAccountName'],
    ['Id', 'Id'],
    ['GeneratorId', 'GeneratorId'],
    ['Region', 'Region'],
    ['Type', 'Types[]'],
    ['SeverityLabel', 'Severity.Label'],
    ['Title', 'Title'],
    ['Description', 'Description'],
    ['RecommendationText', 'Remediation.Recommendation.Text'],
    ['SourceUrl', 'SourceUrl'],
    ['ProductName', 'ProductName'],
    ['CompanyName', 'CompanyName'],
    ['MalwareName', 'Malware[].Name'],
    ['MalwareType', 'Malware[].Type'],
    ['MalwarePath', 'Malware[].Path'],
    ['MalwareState', 'Malware[].State'],
    ['NetworkDirection', 'Network.Direction'],
    ['NetworkProtocol', 'Network.Protocol'],
    ['NetworkSourceDomain', 'Network.SourceDomain'],
    ['NetworkSourceMac', 'Network.SourceMac'],
    ['NetworkDestinationDomain', 'Network.DestinationDomain'],
    ['ProcessName', 'Process.Name'],
    ['ProcessPath', 'Process.Path'],
    ['ThreatIntelIndicatorType', 'ThreatIntelIndicators[].Type'],
    ['ThreatIntelIndicatorValue', 'ThreatIntelIndicators[].Value'],
    ['ThreatIntelIndicatorCategory', 'ThreatIntelIndicators[].Category'],
    ['ThreatIntelIndicatorSource', 'ThreatIntelIndicators[].Source'],
    ['ThreatIntelIndicatorSourceUrl', 'ThreatIntelIndicators[].SourceUrl'],
    ['ResourceType', 'Resources[].Type'],
    ['ResourceId', 'Resources[].Id'],
    ['ResourcePartition', 'Resources[].Partition'],
    ['ResourceRegion', 'Resources[].Region'],
    ['ResourceApplicationName', 'Resources[].ApplicationName'],
    ['ResourceApplicationArn', 'Resources[].ApplicationArn'],
    ['ResourceAwsEc2InstanceType', `${EC2}.Type`],
    ['ResourceAwsEc2InstanceImageId', `${EC2}.ImageId`],
    ['ResourceAwsEc2InstanceKeyName', `${EC2}.KeyName`],
    ['ResourceAwsEc2InstanceIamInstanceProfileArn', `${EC2}.IamInstanceProfileArn`],
    ['ResourceAwsEc2InstanceVpcId', `${EC2}.VpcId`],
    ['ResourceAwsEc2InstanceSubnetId', `${EC2}.SubnetId`],
    ['ResourceAwsS3BucketOwnerId', 'Resources[].Details.AwsS3Bucket.OwnerId'],
    ['ResourceAwsS3BucketOwnerName', 'Resources[].Details.AwsS3Bucket.OwnerName'],
    ['ResourceAwsIamAccessKeyUserName', `${KEY}.UserName`],
    ['ResourceAwsIamAccessKeyPrincipalName', `${KEY}.PrincipalName`],
    ['ResourceAwsIamAccessKeyStatus', `${KEY}.Status`],
    ['ResourceAwsIamUserUserName', 'Resources[].Details.AwsIamUser.UserName'],
    ['ResourceContainerName', `${CONTAINER}.Name`],
    ['ResourceContainerImageId', `${CONTAINER}.ImageId`],
    ['ResourceContainerImageName', `${CONTAINER}.ImageName`],
    ['ComplianceStatus', 'Compliance.Status'],
    ['ComplianceSecurityControlId', 'Compliance.SecurityControlId'],
    ['ComplianceAssociatedStandardsId', 'Compliance.AssociatedStandards[].StandardsId'],
    ['ComplianceSecurityControlParametersName', 'Compliance.SecurityControlParameters[].Name'],
    ['ComplianceSecurityControlParametersValue', 'Compliance.SecurityControlParameters[].Value[]'],
    ['VerificationState', 'VerificationState'],
    ['WorkflowState', 'WorkflowState'],
    ['WorkflowStatus', 'Workflow.Status'],
    ['RecordState', 'RecordState'],
    ['RelatedFindingsProductArn', 'RelatedFindings[].ProductArn'],
    ['RelatedFindingsId', 'RelatedFindings[].Id'],
    ['NoteText', 'Note.Text'],
    ['NoteUpdatedBy', 'Note.UpdatedBy'],
    ['FindingProviderFieldsRelatedFindingsId', `${PROVIDER}.RelatedFindings[].Id`],
    ['FindingProviderFieldsRelatedFindingsProductArn', `${PROVIDER}.RelatedFindings[].ProductArn`],
    ['FindingProviderFieldsSeverityLabel', `${PROVIDER}.Severity.Label`],
    ['FindingProviderFieldsSeverityOriginal', `${PROVIDER}.Severity.Original`],
    ['FindingProviderFieldsTypes', `${PROVIDER}.Types[]`],
    ['VulnerabilitiesExploitAvailable', 'Vulnerabilities[].ExploitAvailable'],
    ['VulnerabilitiesFixAvailable', 'Vulnerabilities[].FixAvailable'],
  ],
  date: [
    ['FirstObservedAt', 'FirstObservedAt'],
    ['LastObservedAt', 'LastObservedAt'],
    ['CreatedAt', 'CreatedAt'],
    ['UpdatedAt', 'UpdatedAt'],
    ['ProcessLaunchedAt', 'Process.LaunchedAt'],
    ['ProcessTerminatedAt', 'Process.TerminatedAt'],
    ['ThreatIntelIndicatorLastObservedAt', 'ThreatIntelIndicators[].LastObservedAt'],
    ['ResourceAwsEc2InstanceLaunchedAt', `${EC2}.LaunchedAt`],
    ['ResourceAwsIamAccessKeyCreatedAt', `${KEY}.CreatedAt`],
    ['ResourceContainerLaunchedAt', `${CONTAINER}.LaunchedAt`],
    ['NoteUpdatedAt', 'Note.UpdatedAt'],
  ],
  number: [
    ['SeverityProduct', 'Severity.Product'],
    ['SeverityNormalized', 'Severity.Normalized'],
    ['Confidence', 'Confidence'],
    ['Criticality', 'Criticality'],
    ['NetworkSourcePort', 'Network.SourcePort'],
    ['NetworkDestinationPort', 'Network.DestinationPort'],
    ['ProcessPid', 'Process.Pid'],
    ['ProcessParentPid', 'Process.ParentPid'],
    ['FindingProviderFieldsConfidence', `${PROVIDER}.Confidence`],
    ['FindingProviderFieldsCriticality', `${PROVIDER}.Criticality`],
  ],
  ip: [
    ['NetworkSourceIpV4', 'Network.SourceIpV4'],
    ['NetworkSourceIpV6', 'Network.SourceIpV6'],
    ['NetworkDestinationIpV4', 'Network.DestinationIpV4'],
    ['NetworkDestinationIpV6', 'Network.DestinationIpV6'],
    ['ResourceAwsEc2InstanceIpV4Addresses', `${EC2}.IpV4Addresses[]`],
    ['ResourceAwsEc2InstanceIpV6Addresses', `${EC2}.IpV6Addresses[]`],
  ],
  boolean: [['Sample', 'Sample']],
  map: [
    ['ProductFields', 'ProductFields'],
    ['UserDefinedFields', 'UserDefinedFields'],
    ['ResourceTags', 'Resources[].Tags'],
    ['ResourceDetailsOther', 'Resources[].Details.Other'],
  ],
  keyword: [['Keyword', '']],
};

type Collect = (value: unknown, found: unknown[]) => void;

const step = (name: string, next: Collect): Collect => {
  const isList = name.endsWith('[]');
  const member = isList ? name.slice(0, -2) : name;
  return (value, found) => {
    if (value === null || typeof value !== 'object') return;
    // Documents come from JSON, and every name here is one of our own.
    const item: unknown = Reflect.get(value, member);
    if (item === undefined || item === null) return;
    if (!isList) next(item, found);
    else if (Array.isArray(item)) for (const element of item) next(element, found);
  };
};

const end: Collect = (value, found) => {
  found.push(value);
};

const collector = (path: string): Collect => {
  if (path === '') return end;
  return path.split('.').reduceRight<Collect>((next, name) => step(name, next), end);
};

const attribute = (kind: AttributeKind, name: string, path: string): Attribute => {
  const collect = collector(path);
  return {
    name,
    kind,
    values: (finding) => {
      const found: unknown[] = [];
      collect(finding, found);
      return found;
    },
  };
};

const KINDS: readonly AttributeKind[] = [
  'string',
  'date',
  'number',
  'ip',
  'boolean',
  'map',
  'keyword',
];

export const attributes: ReadonlyMap<string, Attribute> = new Map(
  KINDS.flatMap((kind) =>
    PATHS[kind].map(([name, path]) => [name, attribute(kind, name, path)] as const),
  ),
);
