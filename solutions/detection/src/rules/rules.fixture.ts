import { createAlerts } from '../alerts/alerts.ts';
import { isProblem, readTrailEvent } from '../events/read-trail-event.ts';
import type { JsonObject, Severity, TrailEvent } from '../model.ts';
import { createRules } from './create-rules.ts';
import type { RuleSettings } from './model.ts';

export const OWN = '111122223333';
export const STRANGER = '999988887777';

type Members = Readonly<Record<string, unknown>>;

/** Who calls, as `userIdentity` and what goes with it. */
export const USER: Members = {
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE0000000001',
    arn: `arn:aws:iam::${OWN}:user/alice`,
    accountId: OWN,
    accessKeyId: 'AKIAEXAMPLE000000001',
    userName: 'alice',
  },
  sourceIPAddress: '203.0.113.50',
  userAgent: 'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5',
};

export const session = (role: string, name: string, more: Members = {}): Members => ({
  userIdentity: {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE000000001:${name}`,
    arn: `arn:aws:sts::${OWN}:assumed-role/${role}/${name}`,
    accountId: OWN,
    accessKeyId: 'ASIAEXAMPLE000000001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLE000000001',
        arn: `arn:aws:iam::${OWN}:role/${role}`,
        accountId: OWN,
        userName: role,
      },
      attributes: { creationDate: '2026-03-02T08:55:00Z', mfaAuthenticated: 'false' },
    },
    ...more,
  },
  sourceIPAddress: '198.51.100.20',
  userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0 lang/python#3.11',
});

export const INSTANCE_ID = 'i-0abc1234def567890';
export const INSTANCE = session('web', INSTANCE_ID);
export const TERRAFORM: Members = {
  ...session('deploy', 'terraform'),
  userAgent:
    'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.60.0',
};
export const CONSOLE: Members = {
  ...session('AWSReservedSSO_Admin_0123456789abcdef', 'bob@example.com'),
  userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36',
  sessionCredentialFromConsole: 'true',
};
export const byService = (service: string): Members => ({
  userIdentity: { type: 'AWSService', invokedBy: `${service}.amazonaws.com` },
  sourceIPAddress: `${service}.amazonaws.com`,
  userAgent: `${service}.amazonaws.com`,
});

let made = 0;

/** `ec2:RunInstances` with what the caller and more members say. */
export const record = (
  call: string,
  requestParameters: unknown,
  ...more: readonly Members[]
): JsonObject => {
  const [service = '', eventName = ''] = call.split(':');
  made += 1;
  return Object.assign(
    {
      eventVersion: '1.09',
      ...USER,
      eventTime: '2026-03-02T09:00:00Z',
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: 'us-east-1',
      requestParameters,
      responseElements: null,
      requestID: `request-${made}`,
      eventID: `event-${made}`,
      readOnly: /^(?:Get|List|Describe|BatchGet)/.test(eventName),
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: OWN,
      eventCategory: 'Management',
    },
    ...more,
  );
};

export const times = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

export const eventOf = (raw: JsonObject): TrailEvent => {
  const event = readTrailEvent(raw);
  if (isProblem(event)) throw new Error(event.detail);
  return event;
};

export interface Told {
  readonly rule: string;
  readonly severity: Severity;
  readonly because: readonly string[];
}

/** The alerts that come of records. */
export const told = (
  records: readonly JsonObject[],
  settings: RuleSettings = {},
): readonly Told[] => {
  const detector = createRules(settings);
  const alerts = createAlerts({ suppressions: [], live: false });
  for (const event of records.map(eventOf)) alerts.take(event, detector.observe(event));
  return alerts
    .flush()
    .map(({ rule, severity, because }) => ({ rule: rule.id, severity, because }));
};
