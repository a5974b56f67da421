import type {
  AdvancedEventSelector,
  EventSelector,
  InsightSelector,
  Trail as ShownTrail,
} from '@aws-sdk/client-cloudtrail';

/** What a trail is told when it is created or updated; absent is not set. */
export interface TrailSettings {
  readonly S3BucketName: string;
  readonly S3KeyPrefix?: string | undefined;
  readonly SnsTopicName?: string | undefined;
  readonly IncludeGlobalServiceEvents: boolean;
  readonly IsMultiRegionTrail: boolean;
  readonly LogFileValidationEnabled: boolean;
  readonly CloudWatchLogsLogGroupArn?: string | undefined;
  readonly CloudWatchLogsRoleArn?: string | undefined;
  readonly KmsKeyId?: string | undefined;
  readonly IsOrganizationTrail: boolean;
}

/** Which events a trail wants: basic selectors or advanced ones, never both. */
export type Selectors =
  | { readonly basic: readonly EventSelector[] }
  | { readonly advanced: readonly AdvancedEventSelector[] };

export interface Trail {
  /** Of this one alone: another of its name, later, has another. */
  readonly id: string;
  readonly account: string;
  readonly homeRegion: string;
  readonly name: string;
  readonly settings: TrailSettings;
  /** Undefined while nobody has chosen: all management events. */
  readonly selectors: Selectors | undefined;
  readonly insights: readonly InsightSelector[];
  readonly logging: boolean;
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date | undefined;
}

export const trailArn = (trail: Pick<Trail, 'account' | 'homeRegion' | 'name'>): string =>
  `arn:aws:cloudtrail:${trail.homeRegion}:${trail.account}:trail/${trail.name}`;

export const topicArn = (
  { account, homeRegion }: Trail,
  topic: string | undefined,
): string | undefined =>
  topic === undefined || topic.startsWith('arn:')
    ? topic
    : `arn:aws:sns:${homeRegion}:${account}:${topic}`;

/** A trail as CreateTrail and UpdateTrail answer it. */
export const trailView = (trail: Trail) => {
  const { SnsTopicName, ...settings } = trail.settings;
  return {
    ...settings,
    ...(SnsTopicName === undefined
      ? {}
      : { SnsTopicName, SnsTopicARN: topicArn(trail, SnsTopicName) }),
    Name: trail.name,
    TrailARN: trailArn(trail),
  };
};

/** A trail as GetTrail and DescribeTrails answer it. */
export const describedTrail = (trail: Trail): ShownTrail => ({
  ...trailView(trail),
  HomeRegion: trail.homeRegion,
  HasCustomEventSelectors: trail.selectors !== undefined,
  HasInsightSelectors: trail.insights.length > 0,
});

/** Whether a Region shows the trail: its home, and for a multi-Region trail every other. */
export const isSeenIn = (trail: Trail, region: string): boolean =>
  trail.homeRegion === region || trail.settings.IsMultiRegionTrail;
