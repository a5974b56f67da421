import type {
  GetTrailStatusRequest,
  GetTrailStatusResponse,
  StartLoggingRequest,
  StartLoggingResponse,
  StopLoggingRequest,
  StopLoggingResponse,
} from '@aws-sdk/client-cloudtrail';
import { reads } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { insightsWork } from '../delivery/jobs.ts';
import type { CloudTrailDeps } from '../deps.ts';
import { statuses, type Way, type WayStatus } from '../repositories/statuses.ts';
import { trails } from '../repositories/trails.ts';
import { authorizedTrail } from '../trail-access.ts';
import { changes } from './changes.ts';

type Deps = Pick<CloudTrailDeps, 'audit' | 'organizations'>;
type Reading = Pick<CloudTrailDeps, 'organizations'>;

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html */
export const startLogging = (deps: Deps) =>
  changes<StartLoggingRequest, StartLoggingResponse>(
    deps,
    ({ Name = '' }) => ({ name: Name, action: 'cloudtrail:StartLogging' }),
    async (_input, call, trail) => {
      // Who starts what is started changes nothing: what happened before is wanted still.
      if (!trail.logging)
        await trails.update(call.tx, { ...trail, logging: true, startedAt: call.now });
      if (trail.insights.length > 0) await scheduleWork(call.tx, insightsWork(trail.id, call.now));
      return {};
    },
  );

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html */
export const stopLogging = (deps: Deps) =>
  changes<StopLoggingRequest, StopLoggingResponse>(
    deps,
    ({ Name = '' }) => ({ name: Name, action: 'cloudtrail:StopLogging' }),
    async (_input, call, trail) => {
      if (trail.logging)
        await trails.update(call.tx, { ...trail, logging: false, stoppedAt: call.now });
      return {};
    },
  );

const inSeconds = (date: Date | undefined): string =>
  date === undefined ? '' : `${date.toISOString().slice(0, 19)}Z`;

/** The times and errors of each way on which a trail delivers; the oldest members of the API are texts. */
const delivered = (known: ReadonlyMap<Way, WayStatus>): GetTrailStatusResponse => {
  const files = known.get('files');
  const notices = known.get('notices');
  const logs = known.get('logs');
  const digests = known.get('digests');
  return {
    LatestDeliveryTime: files?.succeededAt,
    LatestDeliveryError: files?.error,
    LatestNotificationTime: notices?.succeededAt,
    LatestNotificationError: notices?.error,
    LatestCloudWatchLogsDeliveryTime: logs?.succeededAt,
    LatestCloudWatchLogsDeliveryError: logs?.error,
    LatestDigestDeliveryTime: digests?.succeededAt,
    LatestDigestDeliveryError: digests?.error,
    LatestDeliveryAttemptTime: inSeconds(files?.attemptedAt),
    LatestDeliveryAttemptSucceeded: inSeconds(files?.succeededAt),
    LatestNotificationAttemptTime: inSeconds(notices?.attemptedAt),
    LatestNotificationAttemptSucceeded: inSeconds(notices?.succeededAt),
  };
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export const getTrailStatus = (deps: Reading) =>
  reads<GetTrailStatusRequest, GetTrailStatusResponse>({}, async (input, call) => {
    const { id, logging, startedAt, stoppedAt } = await authorizedTrail(
      deps,
      call,
      input.Name ?? '',
      { action: 'cloudtrail:GetTrailStatus' },
    );

    return {
      IsLogging: logging,
      StartLoggingTime: startedAt,
      StopLoggingTime: stoppedAt,
      TimeLoggingStarted: inSeconds(startedAt),
      TimeLoggingStopped: inSeconds(stoppedAt),
      ...delivered(await statuses.of(call.tx, id)),
    };
  });
