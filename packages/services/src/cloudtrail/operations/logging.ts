import type {
  GetTrailStatusRequest,
  GetTrailStatusResponse,
  StartLoggingRequest,
  StartLoggingResponse,
  StopLoggingRequest,
  StopLoggingResponse,
} from '@aws-sdk/client-cloudtrail';
import { reads, writes } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { trails } from '../repositories/trails.ts';
import { authorizedTrail, changeableTrail } from '../trail-access.ts';

type Deps = Pick<CloudTrailDeps, 'organizations'>;

const NOTHING_DELIVERED = 'nothing is delivered';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html */
export const startLogging = (deps: Deps) =>
  writes<StartLoggingRequest, StartLoggingResponse>(
    { partial: NOTHING_DELIVERED },
    async (input, call) => {
      const trail = await changeableTrail(deps, call, input.Name ?? '', {
        action: 'cloudtrail:StartLogging',
      });

      await trails.update(call.tx, { ...trail, logging: true, startedAt: call.now });
      return {};
    },
  );

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html */
export const stopLogging = (deps: Deps) =>
  writes<StopLoggingRequest, StopLoggingResponse>(
    { partial: NOTHING_DELIVERED },
    async (input, call) => {
      const trail = await changeableTrail(deps, call, input.Name ?? '', {
        action: 'cloudtrail:StopLogging',
      });

      await trails.update(call.tx, { ...trail, logging: false, stoppedAt: call.now });
      return {};
    },
  );

const inSeconds = (date: Date | undefined): string =>
  date === undefined ? '' : `${date.toISOString().slice(0, 19)}Z`;

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export const getTrailStatus = (deps: Deps) =>
  reads<GetTrailStatusRequest, GetTrailStatusResponse>(
    { partial: 'no delivery is ever reported, because nothing is delivered' },
    async (input, call) => {
      const { logging, startedAt, stoppedAt } = await authorizedTrail(
        deps,
        call,
        input.Name ?? '',
        { action: 'cloudtrail:GetTrailStatus' },
      );

      return {
        IsLogging: logging,
        StartLoggingTime: startedAt,
        StopLoggingTime: stoppedAt,
        LatestDeliveryAttemptTime: '',
        LatestNotificationAttemptTime: '',
        LatestNotificationAttemptSucceeded: '',
        LatestDeliveryAttemptSucceeded: '',
        TimeLoggingStarted: inSeconds(startedAt),
        TimeLoggingStopped: inSeconds(stoppedAt),
      };
    },
  );
