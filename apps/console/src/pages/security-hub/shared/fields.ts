import { REGIONS } from '../../../shell/regions.ts';

export type FieldKind = 'text' | 'date' | 'number' | 'map' | 'ip' | 'keyword';

/** A member of AwsSecurityFindingFilters that people filter by. */
export interface Field {
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** What it can be, where that is known. */
  readonly values: readonly string[];
}

const field = (
  key: string,
  label: string,
  kind: FieldKind = 'text',
  values: readonly string[] = [],
): Field => ({ key, label, kind, values });

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;
export const WORKFLOW_STATUSES = ['NEW', 'NOTIFIED', 'SUPPRESSED', 'RESOLVED'] as const;
const RECORD_STATES = ['ACTIVE', 'ARCHIVED'] as const;
const COMPLIANCE = ['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'];
const VERIFICATION = ['UNKNOWN', 'TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'];

/** API_AwsSecurityFindingFilters, those that a person asks for, the usual ones first. */
export const FIELDS: readonly Field[] = [
  field('WorkflowStatus', 'Workflow status', 'text', WORKFLOW_STATUSES),
  field('RecordState', 'Record state', 'text', RECORD_STATES),
  field('SeverityLabel', 'Severity label', 'text', SEVERITIES),
  field('Title', 'Title'),
  field('ProductName', 'Product name'),
  field('AwsAccountId', 'AWS account ID'),
  field(
    'Region',
    'Region',
    'text',
    REGIONS.map(([id]) => id),
  ),
  field('ResourceId', 'Resource ID'),
  field('ResourceType', 'Resource type', 'text', [
    'AwsEc2Instance',
    'AwsIamAccessKey',
    'AwsIamRole',
    'AwsIamUser',
    'AwsLambdaFunction',
    'AwsRdsDbInstance',
    'AwsS3Bucket',
    'Container',
    'Other',
  ]),
  field('ResourceTags', 'Resource tag (key=value)', 'map'),
  field('Type', 'Type'),
  field('ComplianceStatus', 'Compliance status', 'text', COMPLIANCE),
  field('ComplianceSecurityControlId', 'Security control ID'),
  field('NoteUpdatedBy', 'Note updated by'),
  field('NoteText', 'Note text'),
  field('UpdatedAt', 'Updated at', 'date'),
  field('CreatedAt', 'Created at', 'date'),
  field('FirstObservedAt', 'First observed at', 'date'),
  field('LastObservedAt', 'Last observed at', 'date'),
  field('Description', 'Description'),
  field('GeneratorId', 'Generator ID'),
  field('Id', 'Finding ID'),
  field('CompanyName', 'Company name'),
  field('ProductArn', 'Product ARN'),
  field('ProductFields', 'Product field (key=value)', 'map'),
  field('UserDefinedFields', 'User-defined field (key=value)', 'map'),
  field('VerificationState', 'Verification state', 'text', VERIFICATION),
  field('Confidence', 'Confidence', 'number'),
  field('Criticality', 'Criticality', 'number'),
  field('ProcessName', 'Process name'),
  field('ProcessPath', 'Process path'),
  field('NetworkDestinationDomain', 'Destination domain'),
  field('NetworkDestinationIpV4', 'Destination IPv4 (CIDR)', 'ip'),
  field('NetworkSourceIpV4', 'Source IPv4 (CIDR)', 'ip'),
  field('NetworkDestinationPort', 'Destination port', 'number'),
  field('ThreatIntelIndicatorValue', 'Threat indicator value'),
  field('MalwareName', 'Malware name'),
  field('ResourceContainerName', 'Container name'),
  field('ResourceContainerImageName', 'Container image name'),
  field('ResourceAwsEc2InstanceImageId', 'Instance image ID'),
  field('ResourceAwsEc2InstanceVpcId', 'Instance VPC ID'),
  field('RelatedFindingsId', 'Related finding ID'),
  field('Keyword', 'Keyword', 'keyword'),
];

const BY_KEY: ReadonlyMap<string, Field> = new Map(FIELDS.map((one) => [one.key, one]));

export const fieldOf = (key: string): Field | undefined => BY_KEY.get(key);

/** API_CreateInsight, GroupByAttribute: what one groups by, the usual ones first. */
export const GROUPS: readonly (readonly [key: string, label: string])[] = [
  'ProductName',
  'SeverityLabel',
  'AwsAccountId',
  'Region',
  'ResourceId',
  'ResourceType',
  'Title',
  'Type',
  'WorkflowStatus',
  'RecordState',
  'ComplianceStatus',
  'ComplianceSecurityControlId',
  'GeneratorId',
  'CompanyName',
  'ProductArn',
  'NoteUpdatedBy',
  'VerificationState',
  'ProcessName',
  'ResourceContainerName',
  'ResourceAwsEc2InstanceImageId',
].map((key) => [key, fieldOf(key)?.label ?? key] as const);

/** What GetFindings sorts by among what the table shows. */
export const SORTABLE: ReadonlySet<string> = new Set([
  'SeverityLabel',
  'Title',
  'ProductName',
  'AwsAccountId',
  'Region',
  'ResourceType',
  'WorkflowStatus',
  'RecordState',
  'ComplianceStatus',
  'UpdatedAt',
  'CreatedAt',
]);
