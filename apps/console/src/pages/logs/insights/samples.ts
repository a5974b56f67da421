export interface Sample {
  readonly title: string;
  readonly query: string;
}

const lines = (...commands: readonly string[]): string => commands.join('\n| ');

/** Questions that most logs can answer; those of CloudTrail need its group. */
export const SAMPLES: readonly Sample[] = [
  {
    title: 'Latest log events',
    query: lines('fields @timestamp, @message', 'sort @timestamp desc', 'limit 100'),
  },
  {
    title: 'CloudTrail: calls by service and name',
    query: lines(
      'stats count(*) as calls by eventSource, eventName, awsRegion',
      'sort calls desc',
      'limit 50',
    ),
  },
  {
    title: 'CloudTrail: refused calls by principal',
    query: lines(
      'filter errorCode like /AccessDenied|UnauthorizedOperation/',
      'stats count(*) as refused, count_distinct(eventName) as names by userIdentity.arn, sourceIPAddress',
      'sort refused desc',
    ),
  },
  {
    title: 'CloudTrail: use of the root user',
    query: lines(
      'filter userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy)',
      'fields eventTime, eventName, sourceIPAddress, userAgent, errorCode',
      'sort @timestamp desc',
    ),
  },
  {
    title: 'CloudTrail: sign-ins to the console',
    query: lines(
      'filter eventName = "ConsoleLogin"',
      'fields eventTime, userIdentity.arn, sourceIPAddress, responseElements.ConsoleLogin as outcome, additionalEventData.MFAUsed as mfa',
      'sort @timestamp desc',
    ),
  },
  {
    title: 'CloudTrail: changes of identities and trails',
    query: lines(
      'filter readOnly = 0 and eventSource in ["iam.amazonaws.com", "cloudtrail.amazonaws.com"]',
      'fields eventTime, eventName, userIdentity.arn, sourceIPAddress, errorCode',
      'sort @timestamp desc',
    ),
  },
  {
    title: 'CloudTrail: calls from outside of private networks',
    query: lines(
      'filter isValidIp(sourceIPAddress) and not isIpInSubnet(sourceIPAddress, "10.0.0.0/8")',
      'stats count(*) as calls by sourceIPAddress, userIdentity.arn',
      'sort calls desc',
    ),
  },
  {
    title: 'CloudTrail: listings over time',
    query: lines(
      'filter eventName like /^(List|Describe|Get)/',
      'stats count(*) as calls by bin(5m)',
    ),
  },
  { title: 'Kinds of messages', query: 'pattern @message' },
];
