import type {
  DescribeTrailsRequest,
  DescribeTrailsResponse,
  GetTrailRequest,
  GetTrailResponse,
  ListTrailsRequest,
  ListTrailsResponse,
} from '@aws-sdk/client-cloudtrail';
import { type Call, reads } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { invalidToken } from '../errors.ts';
import { trails } from '../repositories/trails.ts';
import { authorizedTrail, trailAddress } from '../trail-access.ts';
import { describedTrail, isSeenIn, type Trail, trailArn } from '../trails.ts';

type Deps = Pick<CloudTrailDeps, 'organizations'>;

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html */
export const getTrail = (deps: Deps) =>
  reads<GetTrailRequest, GetTrailResponse>({}, async (input, call) => {
    const name = input.Name ?? '';
    const trail = await authorizedTrail(deps, call, name, {
      action: 'cloudtrail:GetTrail',
      missingAs: name,
    });

    return { Trail: describedTrail(trail) };
  });

/** The account's trails in all Regions, and those that its organization has for it. */
const visibleTrails = async ({ organizations }: Deps, call: Call): Promise<readonly Trail[]> => {
  const own = await trails.ofAccount(call.tx, call.account);
  const management = (await organizations.of(call.account))?.managementAccount;
  if (management === undefined || management === call.account) return own;
  const shared = await trails.ofAccount(call.tx, management);
  return [...own, ...shared.filter(({ settings }) => settings.IsOrganizationTrail)];
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html */
export const describeTrails = (deps: Deps) =>
  reads<DescribeTrailsRequest, DescribeTrailsResponse>({}, async (input, call) => {
    const wanted = input.trailNameList ?? [];
    const addresses = wanted.map((given) => trailAddress(call, given));
    await call.authorize('cloudtrail:DescribeTrails', '*');

    const shadows = input.includeShadowTrails ?? true;
    const isWanted = (trail: Trail): boolean =>
      shadows || (trail.homeRegion === call.region && trail.account === call.account);
    if (wanted.length === 0) {
      const seen = (await visibleTrails(deps, call)).filter((trail) =>
        isSeenIn(trail, call.region),
      );
      return { trailList: seen.filter(isWanted).map(describedTrail) };
    }
    // However many names a request has, an account has few trails.
    const visible = new Map(
      (await visibleTrails(deps, call)).map((trail) => [trailArn(trail), trail] as const),
    );
    const found = [...new Set(addresses.map(trailArn))].flatMap((arn) => visible.get(arn) ?? []);
    return { trailList: found.filter(isWanted).map(describedTrail) };
  });

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html */
export const listTrails = (deps: Deps) =>
  reads<ListTrailsRequest, ListTrailsResponse>({}, async (input, call) => {
    await call.authorize('cloudtrail:ListTrails', '*');
    // Five trails for each Region fit one page, so no token was ever given out.
    if (input.NextToken !== undefined) throw invalidToken();

    const visible = await visibleTrails(deps, call);
    return {
      Trails: visible.map((trail) => ({
        TrailARN: trailArn(trail),
        Name: trail.name,
        HomeRegion: trail.homeRegion,
      })),
    };
  });
