import type { AwsSecurityFinding } from '@gatehouse/clients';
import { expect, test } from 'vitest';
import { ACCOUNT, deletions, record } from '../deletions/record.fixture.ts';
import { relationOf } from './finding.ts';

const [bucket] = deletions(
  record({ source: 's3.amazonaws.com', event: 'DeleteBucket', request: { bucketName: 'b' } }),
);
const [instance] = deletions(
  record({
    source: 'ec2.amazonaws.com',
    event: 'TerminateInstances',
    request: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
  }),
);

const finding = (
  values: Partial<AwsSecurityFinding> & { resource: string },
): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id: 'f',
  ProductArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default',
  GeneratorId: 'g',
  AwsAccountId: ACCOUNT,
  CreatedAt: '2026-02-01T00:00:00Z',
  UpdatedAt: '2026-02-01T00:00:00Z',
  Title: 't',
  Description: 'd',
  Resources: [{ Type: 'AwsS3Bucket', Id: values.resource }],
  Workflow: { Status: 'NEW' },
  ...values,
});

const ofBucket = (values: Partial<AwsSecurityFinding>): string | undefined =>
  bucket && relationOf(finding({ resource: 'arn:aws:s3:::b', ...values }), bucket);

// The bucket is deleted at 10:00:00 of 1 March; CloudTrail tells no fractions of the second.
test.for([
  ['seen before', { CreatedAt: '2026-02-28T10:00:00Z' }, 'about-it'],
  ['seen within the second of the deletion', { CreatedAt: '2026-03-01T10:00:00.900Z' }, 'about-it'],
  ['first seen later', { CreatedAt: '2026-03-01T10:00:01.000Z' }, 'later-resource'],
  [
    'made later about something observed before',
    { CreatedAt: '2026-03-02T00:00:00Z', FirstObservedAt: '2026-02-27T00:00:00Z' },
    'about-it',
  ],
  [
    'first seen before and still observed later',
    { CreatedAt: '2026-02-28T10:00:00Z', LastObservedAt: '2026-03-01T10:00:01Z' },
    'later-resource',
  ],
  [
    'last observed before',
    { CreatedAt: '2026-02-28T10:00:00Z', LastObservedAt: '2026-03-01T10:00:00Z' },
    'about-it',
  ],
  ['notified', { Workflow: { Status: 'NOTIFIED' } }, 'about-it'],
  ['suppressed', { Workflow: { Status: 'SUPPRESSED' } }, 'not-open'],
  ['of another account', { AwsAccountId: '444455556666' }, 'other-resource'],
  [
    'about another bucket',
    { Resources: [{ Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::b2' }] },
    'other-resource',
  ],
  ['by the bare name', { Resources: [{ Type: 'AwsS3Bucket', Id: 'b' }] }, 'about-it'],
  [
    'by a bare name of another type',
    { Resources: [{ Type: 'AwsIamRole', Id: 'b' }] },
    'other-resource',
  ],
  [
    'about two resources',
    {
      Resources: [
        { Type: 'Other', Id: 'x' },
        { Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::b' },
      ],
    },
    'about-it',
  ],
] as const)('a finding about a bucket, %s: %s', ([, values, relation]) => {
  expect(ofBucket(values as Partial<AwsSecurityFinding>)).toBe(relation);
});

test('an id that no other resource ever gets is resolved whenever the finding comes', () => {
  const late = finding({ resource: 'i-1', CreatedAt: '2026-04-01T00:00:00Z' });
  expect(instance && relationOf(late, instance)).toBe('about-it');
});
