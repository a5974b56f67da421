import type { DeleteTrailRequest, DeleteTrailResponse } from '@aws-sdk/client-cloudtrail';
import { tagStore, writes } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { trails } from '../repositories/trails.ts';
import { changeableTrail } from '../trail-access.ts';
import { trailArn } from '../trails.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html */
export const deleteTrail = (deps: Pick<CloudTrailDeps, 'organizations'>) =>
  writes<DeleteTrailRequest, DeleteTrailResponse>({}, async (input, call) => {
    const trail = await changeableTrail(deps, call, input.Name ?? '', {
      action: 'cloudtrail:DeleteTrail',
    });

    await trails.end(call.tx, trail, call.now);
    await tagStore.removeAll(call.tx, trailArn(trail));
    return {};
  });
