import type { UpdateTrailRequest, UpdateTrailResponse } from '@aws-sdk/client-cloudtrail';
import { writes } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { trails } from '../repositories/trails.ts';
import { changeableTrail } from '../trail-access.ts';
import { requestedSettings, requireOrganization } from '../trail-settings.ts';
import { trailView } from '../trails.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html */
export const updateTrail = (deps: Pick<CloudTrailDeps, 'organizations' | 'acceptsLooseInput'>) =>
  writes<UpdateTrailRequest, UpdateTrailResponse>(
    { partial: 'nothing is delivered: the bucket, topic, log group and key need not exist' },
    async (input, call) => {
      const trail = await changeableTrail(deps, call, input.Name ?? '', {
        action: 'cloudtrail:UpdateTrail',
      });

      const settings = requestedSettings(call, input, trail.settings);
      await requireOrganization(deps, call, settings);
      const updated = { ...trail, settings };
      await trails.update(call.tx, updated);
      return trailView(updated);
    },
  );
