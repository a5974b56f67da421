import type {
  GetEventSelectorsRequest,
  GetEventSelectorsResponse,
  PutEventSelectorsRequest,
  PutEventSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { reads, writes } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { DEFAULT_SELECTOR, requestedSelectors } from '../event-selectors.ts';
import { trails } from '../repositories/trails.ts';
import { authorizedTrail, changeableTrail } from '../trail-access.ts';
import { type Trail, trailArn } from '../trails.ts';

type Deps = Pick<CloudTrailDeps, 'organizations'>;

const view = (trail: Trail): GetEventSelectorsResponse => {
  const selectors = trail.selectors ?? { basic: [DEFAULT_SELECTOR] };
  return {
    TrailARN: trailArn(trail),
    ...('basic' in selectors
      ? { EventSelectors: [...selectors.basic] }
      : { AdvancedEventSelectors: [...selectors.advanced] }),
  };
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html */
export const putEventSelectors = (deps: Deps) =>
  writes<PutEventSelectorsRequest, PutEventSelectorsResponse>({}, async (input, call) => {
    const trail = await changeableTrail(deps, call, input.TrailName ?? '', {
      action: 'cloudtrail:PutEventSelectors',
    });

    const selectors = requestedSelectors(input.EventSelectors, input.AdvancedEventSelectors);
    const updated = { ...trail, selectors };
    await trails.update(call.tx, updated);
    return view(updated);
  });

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
export const getEventSelectors = (deps: Deps) =>
  reads<GetEventSelectorsRequest, GetEventSelectorsResponse>({}, async (input, call) => {
    const trail = await authorizedTrail(deps, call, input.TrailName ?? '', {
      action: 'cloudtrail:GetEventSelectors',
    });

    return view(trail);
  });
