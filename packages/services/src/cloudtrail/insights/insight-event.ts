import { createHash } from 'node:crypto';
import type { InsightTransition } from '@gatehouse/anomaly';
import type { AuditEntry } from '@gatehouse/service-kit';

const EVENT_VERSION = '1.09';

/** A UUID that is the same whenever the same is told. */
const idOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

/** CloudTrail User Guide, "CloudTrail record contents for Insights events for trails". */
export const insightEntry = (transition: InsightTransition): AuditEntry => {
  const { account, region, source, name, type, state, key, errorCode } = transition;
  const at = (state === 'End' ? transition.endedAt : undefined) ?? transition.startedAt;
  return {
    at,
    record: {
      eventVersion: EVENT_VERSION,
      eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      awsRegion: region,
      eventID: idOf(account, region, key, state),
      eventType: 'AwsCloudTrailInsight',
      recipientAccountId: account,
      sharedEventID: idOf(account, region, key),
      insightDetails: {
        state,
        eventSource: source,
        eventName: name,
        insightType: type,
        ...(errorCode === undefined ? {} : { errorCode }),
        sourceEventCategory: 'Management',
        insightContext: {
          statistics: {
            baseline: { average: transition.baselineAverage },
            insight: { average: transition.insightAverage },
            insightDuration: transition.insightDuration,
            baselineDuration: transition.baselineDuration,
          },
          attributions: transition.attributions,
        },
      },
      eventCategory: 'Insight',
    },
    resources: [],
  };
};
