import type { GetTrailStatusResponse, Trail } from '@aws-sdk/client-cloudtrail';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Json } from '../../api/json.ts';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { PageLink } from '../../shared/link.tsx';
import { Time } from '../../shared/time.tsx';
import { useAws } from '../../shared/use-aws.ts';
import { useWatch } from '../../shared/use-watch.ts';

type Status = Json<GetTrailStatusResponse>;

interface WayProps {
  readonly succeededAt: string | undefined;
  readonly attemptedAt?: string | undefined;
  readonly error: string | undefined;
}

/** How one way of delivery stands: the last success, and what went wrong since. */
const Way = ({ succeededAt, attemptedAt, error }: WayProps) => {
  if (error !== undefined && error !== '')
    return (
      <SpaceBetween size="xxs">
        <StatusIndicator type="error" wrapText>
          {error}
        </StatusIndicator>
        <span>
          Tried <Time at={attemptedAt} />, last succeeded <Time at={succeededAt} />
        </span>
      </SpaceBetween>
    );
  return succeededAt === undefined ? (
    <StatusIndicator type="pending">Nothing delivered yet</StatusIndicator>
  ) : (
    <StatusIndicator type="success">
      <Time at={succeededAt} />
    </StatusIndicator>
  );
};

/** `arn:aws:logs:…:log-group:name:*` */
const groupOf = (arn: string): string => arn.split(':log-group:')[1]?.replace(/:\*$/, '') ?? arn;

const ways = (trail: Json<Trail>, status: Status): readonly (readonly [string, ReactNode])[] => [
  [
    'Files in the bucket',
    <Way
      key="files"
      succeededAt={status.LatestDeliveryTime}
      attemptedAt={status.LatestDeliveryAttemptTime}
      error={status.LatestDeliveryError}
    />,
  ],
  [
    'Log group',
    trail.CloudWatchLogsLogGroupArn === undefined ? (
      'None'
    ) : (
      <Way
        key="logs"
        succeededAt={status.LatestCloudWatchLogsDeliveryTime}
        error={status.LatestCloudWatchLogsDeliveryError}
      />
    ),
  ],
  [
    'Digest files',
    trail.LogFileValidationEnabled === true ? (
      <Way
        key="digests"
        succeededAt={status.LatestDigestDeliveryTime}
        error={status.LatestDigestDeliveryError}
      />
    ) : (
      'Not signed'
    ),
  ],
  [
    'Topic',
    trail.SnsTopicARN === undefined ? (
      'None'
    ) : (
      <Way
        key="topic"
        succeededAt={status.LatestNotificationTime}
        attemptedAt={status.LatestNotificationAttemptTime}
        error={status.LatestNotificationError}
      />
    ),
  ],
];

/** Where a trail delivers to, and how that goes. */
export const Delivery = ({ trail }: { readonly trail: Json<Trail> }) => {
  const status = useAws<GetTrailStatusResponse>({
    service: 'cloudtrail',
    operation: 'GetTrailStatus',
    input: { Name: trail.TrailARN },
  });
  useWatch(status.reload);
  const { S3BucketName: bucket = '', S3KeyPrefix: prefix, CloudWatchLogsLogGroupArn: logs } = trail;
  return (
    <Container header={<Header variant="h2">Delivery of {trail.Name}</Header>}>
      <FailureOr of={status}>
        {(found) => (
          <SpaceBetween size="l">
            <Facts columns={4} items={ways(trail, found)} />
            <Facts
              items={[
                [
                  'S3 bucket',
                  <PageLink key="bucket" to={`/s3/buckets/${bucket}`}>
                    {prefix === undefined ? bucket : `${bucket}/${prefix}`}
                  </PageLink>,
                ],
                [
                  'Log group',
                  logs === undefined ? undefined : (
                    <PageLink key="group" to={`/logs/groups/${encodeURIComponent(groupOf(logs))}`}>
                      {groupOf(logs)}
                    </PageLink>
                  ),
                ],
                ['KMS key', trail.KmsKeyId],
                ['Logging since', <Time key="since" at={found.StartLoggingTime} />],
                ['Logging stopped', <Time key="until" at={found.StopLoggingTime} />],
                ['Data events', trail.HasCustomEventSelectors === true ? 'By selectors' : 'None'],
                ['Insights', trail.HasInsightSelectors === true ? 'On' : 'Off'],
              ]}
            />
          </SpaceBetween>
        )}
      </FailureOr>
    </Container>
  );
};
