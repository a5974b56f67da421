/** What the ASFF says of a member beyond its kind, which the wire has checked. Absent: any text that is not blank. */
export interface Rule {
  /** Characters of a text. */
  readonly length?: readonly [number, number];
  /** Items of a list. */
  readonly items?: readonly [number, number];
  readonly oneOf?: readonly string[];
  readonly range?: readonly [number, number];
  readonly form?: 'time' | 'account';
  /** Entries of a map, characters of a key and of a value. */
  readonly map?: { readonly entries: number; readonly key: number; readonly value: number };
  /** Of a structure, or of each structure of a list. */
  readonly members?: ReadonlyMap<string, Rule>;
  /** Of each text of a list. */
  readonly each?: Rule;
  /** May be blank: what providers copy from elsewhere. */
  readonly blank?: true;
}

const structure = (members: Readonly<Record<string, Rule>>): Rule => ({
  members: new Map(Object.entries(members)),
});
const list = (items: readonly [number, number], members: Readonly<Record<string, Rule>>): Rule => ({
  items,
  ...structure(members),
});
const text = (most: number, least = 1): Rule => ({ length: [least, most] });
const oneOf = (...values: readonly string[]): Rule => ({ oneOf: values });

const TIME: Rule = { form: 'time' };
const RATIO: Rule = { range: [0, 100] };
const LABEL = oneOf('INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
const TYPES: Rule = { items: [0, 50] };
const RELATED = list([1, 10], { ProductArn: text(2048, 12), Id: text(512) });
const ANY = 1_000_000;
const TAGS: Rule = { map: { entries: 50, key: 128, value: 256 }, blank: true };

/** Rules that BatchUpdateFindings has in common with the format. */
export const updateRules: Rule = structure({
  Note: structure({ Text: text(512), UpdatedBy: text(512) }),
  Severity: structure({ Label: LABEL, Normalized: RATIO }),
  VerificationState: oneOf('UNKNOWN', 'TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'),
  Confidence: RATIO,
  Criticality: RATIO,
  Types: TYPES,
  UserDefinedFields: { map: { entries: 50, key: 128, value: 1024 } },
  Workflow: structure({ Status: oneOf('NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED') }),
  RelatedFindings: RELATED,
});

const NETWORK_PATH_SIDE = structure({
  Protocol: text(16),
  Destination: structure({}),
  Source: structure({}),
});

const ACTION = structure({
  NetworkConnectionAction: structure({
    RemotePortDetails: structure({ PortName: text(128) }),
    LocalPortDetails: structure({ PortName: text(128) }),
    Protocol: text(64),
  }),
  AwsApiCallAction: structure({
    Api: text(128),
    ServiceName: text(128),
    DomainDetails: structure({ Domain: text(128) }),
    FirstSeen: TIME,
    LastSeen: TIME,
  }),
  DnsRequestAction: structure({ Domain: text(128), Protocol: text(64) }),
});

const MALWARE_TYPES =
  'ADWARE BLENDED_THREAT BOTNET_AGENT COIN_MINER EXPLOIT_KIT KEYLOGGER MACRO POTENTIALLY_UNWANTED SPYWARE RANSOMWARE REMOTE_ACCESS ROOTKIT TROJAN VIRUS WORM';
const INDICATOR_TYPES =
  'DOMAIN EMAIL_ADDRESS HASH_MD5 HASH_SHA1 HASH_SHA256 HASH_SHA512 IPV4_ADDRESS IPV6_ADDRESS MUTEX PROCESS URL';
const INDICATOR_CATEGORIES =
  'BACKDOOR CARD_STEALER COMMAND_AND_CONTROL DROP_SITE EXPLOIT_SITE KEYLOGGER';

const CONTEXT: Readonly<Record<string, Rule>> = {
  Malware: list([0, 5], {
    Name: text(64),
    Type: oneOf(...MALWARE_TYPES.split(' ')),
    Path: text(512),
    State: oneOf('OBSERVED', 'REMOVAL_FAILED', 'REMOVED'),
  }),
  Network: structure({
    Direction: oneOf('IN', 'OUT'),
    Protocol: text(16),
    SourceDomain: text(128),
    DestinationDomain: text(128),
    SourcePort: { range: [0, 65_535] },
    DestinationPort: { range: [0, 65_535] },
  }),
  NetworkPath: list([0, ANY], {
    ComponentId: text(32),
    ComponentType: text(32),
    Egress: NETWORK_PATH_SIDE,
    Ingress: NETWORK_PATH_SIDE,
  }),
  Process: structure({
    Name: text(64),
    Path: text(512),
    LaunchedAt: TIME,
    TerminatedAt: TIME,
  }),
  Threats: list([1, 32], {
    Name: text(128),
    Severity: text(128),
    FilePaths: list([1, 5], {
      FilePath: text(128),
      FileName: text(128),
      ResourceId: text(128),
      Hash: text(128),
    }),
  }),
  ThreatIntelIndicators: list([1, 5], {
    Type: oneOf(...INDICATOR_TYPES.split(' ')),
    Value: text(512),
    Category: oneOf(...INDICATOR_CATEGORIES.split(' ')),
    Source: text(64),
    LastObservedAt: TIME,
  }),
  PatchSummary: structure({
    Id: text(256),
    RebootOption: text(256),
    Operation: text(256),
    OperationStartTime: TIME,
    OperationEndTime: TIME,
  }),
  Vulnerabilities: list([0, ANY], {
    FixAvailable: oneOf('YES', 'NO', 'PARTIAL'),
    ExploitAvailable: oneOf('YES', 'NO'),
  }),
  Action: ACTION,
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
export const findingRules: Rule = structure({
  ...CONTEXT,
  SchemaVersion: oneOf('2018-10-08'),
  Id: text(512),
  ProductArn: text(2048, 12),
  ProductName: text(128),
  CompanyName: text(128),
  Region: text(16),
  GeneratorId: text(512),
  AwsAccountId: { form: 'account' },
  AwsAccountName: text(50),
  Types: TYPES,
  FirstObservedAt: TIME,
  LastObservedAt: TIME,
  CreatedAt: TIME,
  UpdatedAt: TIME,
  ProcessedAt: TIME,
  Severity: structure({ Label: LABEL, Normalized: RATIO, Original: text(64) }),
  Confidence: RATIO,
  Criticality: RATIO,
  Title: text(256),
  Description: text(1024),
  Remediation: structure({ Recommendation: structure({ Text: text(512) }) }),
  ProductFields: { map: { entries: 50, key: 128, value: 2048 } },
  UserDefinedFields: { map: { entries: 50, key: 128, value: 1024 } },
  Resources: list([1, 32], {
    Type: text(256),
    Partition: oneOf('aws', 'aws-cn', 'aws-us-gov'),
    Region: text(16),
    Tags: TAGS,
    Details: structure({
      Other: { map: { entries: 50, key: 128, value: 1024 } },
      Container: structure({ Name: text(128), ImageId: text(128), ImageName: text(128) }),
    }),
  }),
  Compliance: structure({
    Status: oneOf('PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'),
    RelatedRequirements: { items: [0, 32] },
  }),
  VerificationState: oneOf('UNKNOWN', 'TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'),
  WorkflowState: oneOf('NEW', 'ASSIGNED', 'IN_PROGRESS', 'DEFERRED', 'RESOLVED'),
  Workflow: structure({ Status: oneOf('NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED') }),
  RecordState: oneOf('ACTIVE', 'ARCHIVED'),
  RelatedFindings: RELATED,
  Note: structure({ Text: text(512), UpdatedAt: TIME }),
  FindingProviderFields: structure({
    Confidence: RATIO,
    Criticality: RATIO,
    RelatedFindings: RELATED,
    Severity: structure({ Label: LABEL, Original: text(64) }),
    Types: TYPES,
  }),
  GeneratorDetails: structure({ Labels: { items: [0, 10] } }),
});
