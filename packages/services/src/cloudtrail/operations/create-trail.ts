import type { CreateTrailRequest, CreateTrailResponse } from '@aws-sdk/client-cloudtrail';
import type { AwsError } from '@gatehouse/core';
import { type Call, receives, requestTagKeys, type Tags, tagStore } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { tooManyTrails, trailExists } from '../errors.ts';
import { trails } from '../repositories/trails.ts';
import { requestedTags, tagOwner } from '../tags.ts';
import { authorizeRole } from '../trail-access.ts';
import { deliveryProblem } from '../trail-checks.ts';
import { requireTrailName } from '../trail-names.ts';
import { requestedSettings, requireOrganization } from '../trail-settings.ts';
import { isSeenIn, type Trail, trailArn, trailView } from '../trails.ts';

const MOST_TRAILS = 5;

interface Draft {
  readonly trail: Trail;
  readonly tags: Tags;
}

/** The trail that a request is for, once the caller may make it and it can be made. */
const drafted = async (
  deps: CloudTrailDeps,
  call: Call,
  input: CreateTrailRequest,
): Promise<Draft> => {
  const name = input.Name ?? '';
  requireTrailName(name);
  const settings = requestedSettings(call, input, undefined);
  const tags = requestedTags(input.TagsList);
  const trail: Trail = {
    id: deps.ids.hex(24),
    account: call.account,
    homeRegion: call.region,
    name,
    settings,
    selectors: undefined,
    insights: [],
    logging: false,
    startedAt: undefined,
    stoppedAt: undefined,
  };
  await call.authorize('cloudtrail:CreateTrail', trailArn(trail), requestTagKeys(tags));
  await authorizeRole(call, settings);

  await requireOrganization(deps, call, settings);
  if ((await trails.find(call.tx, call.account, call.region, name)) !== undefined)
    throw trailExists(name, call.account);
  const present = (await trails.ofAccount(call.tx, call.account)).filter((other) =>
    isSeenIn(other, call.region),
  );
  if (present.length >= MOST_TRAILS) throw tooManyTrails(call.account, present.length, call.region);
  return { trail, tags };
};

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
 *
 * Whether the trail can deliver is asked of other services, before the transaction.
 */
export const createTrail = (deps: CloudTrailDeps) =>
  receives<CreateTrailRequest, Draft, AwsError | undefined, CreateTrailResponse>(
    {},
    {
      admit: (input, call) => drafted(deps, call, input),
      keep: (_input, { trail }) => deliveryProblem(deps, trail),
      run: async (input, call, problem) => {
        const { trail, tags } = await drafted(deps, call, input);
        if (problem !== undefined) throw problem;
        if (!(await trails.insert(call.tx, trail))) throw trailExists(trail.name, call.account);
        await tagStore.put(call.tx, tagOwner(trail), tags);
        call.touch({ type: 'AWS::CloudTrail::Trail', name: trailArn(trail) });
        return trailView(trail);
      },
    },
  );
