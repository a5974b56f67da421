import type { UpdateTrailRequest, UpdateTrailResponse } from '@aws-sdk/client-cloudtrail';
import type { AwsError } from '@gatehouse/core';
import { type Call, receives } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { trails } from '../repositories/trails.ts';
import { authorizeRole, changeableTrail } from '../trail-access.ts';
import { deliveryProblem } from '../trail-checks.ts';
import { requestedSettings, requireOrganization } from '../trail-settings.ts';
import { type Trail, trailView } from '../trails.ts';

const updated = async (
  deps: CloudTrailDeps,
  call: Call,
  input: UpdateTrailRequest,
): Promise<Trail> => {
  const trail = await changeableTrail(deps, call, input.Name ?? '', {
    action: 'cloudtrail:UpdateTrail',
  });

  const settings = requestedSettings(call, input, trail.settings);
  if (input.CloudWatchLogsRoleArn !== undefined) await authorizeRole(call, settings);
  await requireOrganization(deps, call, settings);
  return { ...trail, settings };
};

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
 *
 * Whether the trail can deliver is asked of other services, before the transaction.
 */
export const updateTrail = (deps: CloudTrailDeps) =>
  receives<UpdateTrailRequest, Trail, AwsError | undefined, UpdateTrailResponse>(
    {},
    {
      admit: (input, call) => updated(deps, call, input),
      keep: async (_input, trail) => {
        // As for other changes of a trail.
        await deps.audit.flush();
        return deliveryProblem(deps, trail);
      },
      run: async (input, call, problem) => {
        const trail = await updated(deps, call, input);
        if (problem !== undefined) throw problem;
        await trails.update(call.tx, trail);
        return trailView(trail);
      },
    },
  );
