import type { DeleteTrailRequest, DeleteTrailResponse } from '@aws-sdk/client-cloudtrail';
import { tagStore } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { trails } from '../repositories/trails.ts';
import { trailArn } from '../trails.ts';
import { changes } from './changes.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html */
export const deleteTrail = (deps: Pick<CloudTrailDeps, 'audit' | 'organizations'>) =>
  changes<DeleteTrailRequest, DeleteTrailResponse>(
    deps,
    ({ Name = '' }) => ({ name: Name, action: 'cloudtrail:DeleteTrail' }),
    async (_input, call, trail) => {
      await trails.end(call.tx, trail, call.now);
      await tagStore.removeAll(call.tx, trailArn(trail));
      return {};
    },
  );
