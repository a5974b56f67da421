import { readTrailEvent } from './events/read-trail-event.ts';
import type { RuleFacts, Signal, TrailEvent } from './model.ts';

export const ACCOUNT = '111122223333';

let made = 0;

/** A record of CloudTrail as it is delivered: members that are given replace the usual ones. */
export const record = (
  members: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  eventVersion: '1.11',
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: `arn:aws:iam::${ACCOUNT}:user/dana`,
    accountId: ACCOUNT,
    accessKeyId: 'AKIAEXAMPLE',
    userName: 'dana',
  },
  eventTime: '2026-03-01T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '192.0.2.7',
  userAgent: 'aws-cli/2.17.9',
  requestParameters: null,
  responseElements: null,
  requestID: 'R1',
  eventID: `6f1c0d5e-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: ACCOUNT,
  eventCategory: 'Management',
  ...members,
});

export const event = (members: Readonly<Record<string, unknown>> = {}): TrailEvent => {
  const read = readTrailEvent(record(members));
  if ('problem' in read) throw new Error(`no event: ${read.problem}`);
  return read;
};

export const rule = (facts: Partial<RuleFacts> = {}): RuleFacts => ({
  id: 'test.rule',
  origin: 'custom',
  title: 'A test',
  description: 'For tests.',
  question: 'Was it expected?',
  severity: 'HIGH',
  techniques: [{ id: 'T1526', name: 'Cloud Service Discovery', tactics: ['TA0007'] }],
  nextSteps: ['Ask them.'],
  references: [],
  threshold: 1,
  windowSeconds: 3600,
  countsDistinct: false,
  ...facts,
});

export const signal = (
  about: TrailEvent,
  facts: RuleFacts = rule(),
  more: Partial<Signal> = {},
): Signal => ({
  rule: facts,
  event: about,
  group: about.actor.key,
  distinct: undefined,
  because: [`${about.name} was called`],
  score: undefined,
  resources: [],
  ...more,
});

/** `10:05` of the day that records are of. */
export const at = (time: string): string => `2026-03-01T${time}:00Z`;
