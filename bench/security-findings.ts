// Findings as scanners send them, about two kilobytes each: many rules, few of everything else, a resource each.
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
const LABELS = ['CRITICAL', 'HIGH', 'HIGH', 'MEDIUM', 'MEDIUM', 'MEDIUM', 'LOW', 'INFORMATIONAL'];
const KINDS = [
  'AwsEc2Instance',
  'AwsS3Bucket',
  'AwsIamRole',
  'AwsLambdaFunction',
  'AwsRdsDbInstance',
];
const SERVICES = ['ec2', 's3', 'iam', 'lambda', 'rds'];
const RULES = 400;
const BEGIN = Date.UTC(2026, 0, 1);

const pick = <Item>(items: readonly Item[], number: number): Item => {
  const item = items[number % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};

/** Spreads consecutive numbers, the same way in every run. */
const scatter = (number: number): number => Math.imul(number ^ 0x9e3779b9, 0x85ebca6b) >>> 0;

const time = (number: number): string => new Date(BEGIN + number * 2000).toISOString();

export interface FindingPlace {
  readonly account: string;
  readonly region: string;
}

export const accountOf = (number: number): string => pick(ACCOUNTS, scatter(number) >>> 3);

/** The finding of this number in an account and Region. */
export const securityFinding = (number: number, { account, region }: FindingPlace): object => {
  const chance = scatter(number);
  const rule = chance % RULES;
  const kind = pick(KINDS, rule);
  const resource = `arn:aws:${pick(SERVICES, rule)}:${region}:${account}:resource/${(chance >>> 4) % 200_000}`;
  return {
    SchemaVersion: '2018-10-08',
    Id: `arn:aws:scanner:${region}:${account}:rule/${rule}/finding/${number.toString(16).padStart(12, '0')}`,
    ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
    GeneratorId: `scanner/rule-${rule}`,
    AwsAccountId: account,
    Types: [`Software and Configuration Checks/Vulnerabilities/Rule ${rule % 50}`],
    FirstObservedAt: time(number),
    LastObservedAt: time(number),
    CreatedAt: time(number),
    UpdatedAt: time(number),
    Severity: { Label: pick(LABELS, chance >>> 7), Original: '7.5' },
    Confidence: chance % 100,
    Title: `${kind} must not break rule ${rule} of the baseline`,
    Description:
      `Rule ${rule} found that ${resource} is open in a way that the baseline does not permit. `.repeat(
        4,
      ),
    Remediation: {
      Recommendation: {
        Text: 'Follow the instructions of the rule, then run the scanner again.',
        Url: `https://scanner.example/rules/${rule}`,
      },
    },
    ProductFields: {
      'scanner/rule': String(rule),
      'scanner/version': '4.2.1',
      'scanner/run': String(number >> 10),
    },
    Resources: [
      {
        Type: kind,
        Id: resource,
        Partition: 'aws',
        Region: region,
        Tags: { Team: `team-${chance % 40}`, Stage: chance % 3 === 0 ? 'prod' : 'test' },
        Details: { Other: { state: 'running', image: `ami-${(chance % 900) + 100}` } },
      },
    ],
    Compliance: {
      Status: chance % 5 === 0 ? 'PASSED' : 'FAILED',
      SecurityControlId: `EC2.${rule % 30}`,
    },
    RecordState: chance % 11 === 0 ? 'ARCHIVED' : 'ACTIVE',
    Workflow: {
      Status: pick(['NEW', 'NEW', 'NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'], chance >>> 9),
    },
  };
};
