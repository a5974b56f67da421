import type { AwsSecurityFinding } from '@gatehouse/clients';
import type { Deletion } from '../deletions/deletion.ts';
import { isNamed } from '../deletions/names.ts';

/** What BatchUpdateFindings names a finding by, and what a person reads of it. */
export interface FindingRef {
  readonly id: string;
  readonly productArn: string;
  readonly product: string;
  readonly title: string;
  readonly account: string;
  readonly region: string;
}

export const refOf = (finding: AwsSecurityFinding): FindingRef => ({
  id: finding.Id ?? '',
  productArn: finding.ProductArn ?? '',
  product: finding.ProductName ?? finding.ProductArn?.split('/').slice(-1)[0] ?? '',
  title: finding.Title ?? '',
  account: finding.AwsAccountId ?? '',
  region: finding.Region ?? '',
});

/** When somebody last saw what the finding says: `LastObservedAt` where the product tells it. */
const seenAt = (finding: AwsSecurityFinding): number => {
  const times = [finding.LastObservedAt, finding.UpdatedAt, finding.CreatedAt].flatMap((text) => {
    const time = Date.parse(text ?? '');
    return Number.isNaN(time) ? [] : [time];
  });
  return times[0] ?? Number.POSITIVE_INFINITY;
};

const firstSeenAt = (finding: AwsSecurityFinding): number => {
  const time = Date.parse(finding.FirstObservedAt ?? finding.CreatedAt ?? '');
  return Number.isNaN(time) ? seenAt(finding) : time;
};

// CloudTrail tells the second of an event, so what was seen within it may have been before.
const EVENT_MILLISECONDS = 1000;

const OPEN = new Set(['NEW', 'NOTIFIED']);

export type Relation = 'about-it' | 'other-resource' | 'later-resource' | 'not-open';

/** First seen, or seen again, after the deletion. Without a word on when it was last observed the first time must do. */
const isSeenAfter = (finding: AwsSecurityFinding, { at }: Deletion): boolean => {
  const last = Date.parse(finding.LastObservedAt ?? '');
  const seen = Number.isNaN(last) ? firstSeenAt(finding) : Math.max(firstSeenAt(finding), last);
  return seen >= at.getTime() + EVENT_MILLISECONDS;
};

/**
 * Whether a finding is about the resource that is gone. A name that may be given again says so only of what was there before
 * the deletion: a finding seen later speaks of the next resource of that name.
 */
export const relationOf = (finding: AwsSecurityFinding, deletion: Deletion): Relation => {
  const named = (finding.Resources ?? []).some(({ Id: id = '', Type: type = '' }) =>
    deletion.names.some((name) => isNamed(name, { id, type })),
  );
  if (!named || finding.AwsAccountId !== deletion.account) return 'other-resource';
  if (!OPEN.has(finding.Workflow?.Status ?? 'NEW')) return 'not-open';
  return deletion.reusable && isSeenAfter(finding, deletion) ? 'later-resource' : 'about-it';
};
