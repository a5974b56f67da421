import { type Matcher, compilePatterns, parsePattern } from '@gatehouse/patterns';
import { accountOf, calls } from './trail-events.ts';

type RuleOf = (at: number) => unknown;

const call = (at: number): { readonly service: string; readonly name: string } =>
  calls[at % calls.length] ?? { service: 'ec2', name: 'TerminateInstances' };

/** One account's rule for one call of one role. */
const exact: RuleOf = (at) => ({
  source: [`aws.${call(at).service}`],
  'detail-type': ['AWS API Call via CloudTrail'],
  account: [accountOf(at >>> 5)],
  detail: {
    eventName: [call(at).name, `Put${at}`],
    userIdentity: {
      sessionContext: { sessionIssuer: { userName: [`Role${at % 31}`, `Admin${at}`] } },
    },
  },
});

/** Each operator alone is met by most events for most of these rules. */
const overlapping: RuleOf = (at) => ({
  source: [{ prefix: 'aws.' }],
  detail: {
    eventName: [{ prefix: call(at).name.slice(0, 2 + (at % 9)) }],
    sourceIPAddress: [{ cidr: `10.${at % 200}.${(at * 7) % 251}.0/${8 + (at % 17)}` }],
    userAgent: [{ 'anything-but': { prefix: [`curl/${at}`, `Wget/${at % 100}`] } }],
    userIdentity: { arn: [{ prefix: `arn:aws:sts::${accountOf(at)}`.slice(0, 13 + (at % 13)) }] },
    recipientAccountId: [{ 'anything-but': [accountOf(at), accountOf(at + 3)] }],
  },
});

/** As people write them: exact names mostly, with one rule in ten of each other kind. */
const mixed: RuleOf = (at) => {
  const kind = at % 10;
  if (kind === 0) return overlapping(at);
  const { service, name } = call(at);
  const eventName =
    kind === 1
      ? [{ wildcard: `${name.slice(0, 4)}*${name.slice(-3)}` }]
      : kind === 2
        ? [{ 'anything-but': [name, `Get${at}`] }]
        : kind === 3
          ? [{ suffix: name.slice(-4 - (at % 3)) }, { 'equals-ignore-case': name }]
          : [name];
  return {
    source: [`aws.${service}`],
    account: [accountOf(at)],
    detail: { eventName, errorCode: [{ exists: false }] },
  };
};

export const ruleSets: Readonly<Record<string, RuleOf>> = { exact, overlapping, mixed };

export const rules = (rule: RuleOf, count: number): Matcher =>
  compilePatterns(
    Array.from({ length: count }, (_, at) => {
      const pattern = parsePattern(JSON.stringify(rule(at)));
      if (Array.isArray(pattern)) throw new Error(pattern[0]?.message);
      return { id: `rule-${at}`, pattern };
    }),
  );
