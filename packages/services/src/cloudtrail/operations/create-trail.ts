import type { CreateTrailRequest, CreateTrailResponse } from '@aws-sdk/client-cloudtrail';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { tooManyTrails, trailExists } from '../errors.ts';
import { trails } from '../repositories/trails.ts';
import { requestedTags, tagOwner } from '../tags.ts';
import { requireTrailName } from '../trail-names.ts';
import { requestedSettings, requireOrganization } from '../trail-settings.ts';
import { isSeenIn, type Trail, trailArn, trailView } from '../trails.ts';

const MOST_TRAILS = 5;

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html */
export const createTrail = (deps: Pick<CloudTrailDeps, 'organizations' | 'acceptsLooseInput'>) =>
  writes<CreateTrailRequest, CreateTrailResponse>(
    { partial: 'nothing is delivered: the bucket, topic, log group and key need not exist' },
    async (input, call) => {
      const name = input.Name ?? '';
      requireTrailName(name);
      const settings = requestedSettings(call, input, undefined);
      const tags = requestedTags(input.TagsList);
      const trail: Trail = {
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
      const arn = trailArn(trail);
      await call.authorize('cloudtrail:CreateTrail', arn, requestTagKeys(tags));

      await requireOrganization(deps, call, settings);
      if ((await trails.find(call.tx, call.account, call.region, name)) !== undefined)
        throw trailExists(name, call.account);
      const present = (await trails.ofAccount(call.tx, call.account)).filter((other) =>
        isSeenIn(other, call.region),
      );
      if (present.length >= MOST_TRAILS)
        throw tooManyTrails(call.account, present.length, call.region);
      if (!(await trails.insert(call.tx, trail))) throw trailExists(name, call.account);
      await tagStore.put(call.tx, tagOwner(trail), tags);
      call.touch({ type: 'AWS::CloudTrail::Trail', name: arn });
      return trailView(trail);
    },
  );
