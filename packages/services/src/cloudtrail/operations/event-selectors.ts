import type {
  GetEventSelectorsRequest,
  GetEventSelectorsResponse,
  PutEventSelectorsRequest,
  PutEventSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { reads } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { DEFAULT_SELECTOR, requestedSelectors } from '../event-selectors.ts';
import { trails } from '../repositories/trails.ts';
import { authorizedTrail } from '../trail-access.ts';
import { type Trail, trailArn } from '../trails.ts';
import { changes } from './changes.ts';

type Deps = Pick<CloudTrailDeps, 'audit' | 'organizations'>;

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
  changes<PutEventSelectorsRequest, PutEventSelectorsResponse>(
    deps,
    ({ TrailName = '' }) => ({ name: TrailName, action: 'cloudtrail:PutEventSelectors' }),
    async (input, call, trail) => {
      const selectors = requestedSelectors(input.EventSelectors, input.AdvancedEventSelectors);
      const updated = { ...trail, selectors };
      await trails.update(call.tx, updated);
      return view(updated);
    },
  );

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
export const getEventSelectors = (deps: Pick<Deps, 'organizations'>) =>
  reads<GetEventSelectorsRequest, GetEventSelectorsResponse>({}, async (input, call) => {
    const trail = await authorizedTrail(deps, call, input.TrailName ?? '', {
      action: 'cloudtrail:GetEventSelectors',
    });

    return view(trail);
  });
