import type {
  CreateFindingAggregatorRequest,
  CreateFindingAggregatorResponse,
  DeleteFindingAggregatorRequest,
  GetFindingAggregatorRequest,
  GetFindingAggregatorResponse,
  ListFindingAggregatorsRequest,
  ListFindingAggregatorsResponse,
  UpdateFindingAggregatorRequest,
  UpdateFindingAggregatorResponse,
} from '@aws-sdk/client-securityhub';
import { regionsOf } from '@gatehouse/policy';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import {
  aggregationDenied,
  aggregatorExists,
  linkingModeInvalid,
  notHomeRegion,
  regionInvalid,
  regionsForbidden,
  regionsNeeded,
  resourceNotFound,
} from '../errors.ts';
import { pageOfList, permit, permitAny, requireHub } from '../hub/access.ts';
import { members } from '../members/members.ts';
import { type Aggregator, aggregators, LINKING_MODES, type LinkingMode } from './aggregators.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;

export const aggregatorArn = ({ region, account, id }: Aggregator): string =>
  `arn:aws:securityhub:${region}:${account}:finding-aggregator/${id}`;

const view = (aggregator: Aggregator) => ({
  FindingAggregatorArn: aggregatorArn(aggregator),
  FindingAggregationRegion: aggregator.region,
  RegionLinkingMode: aggregator.linkingMode,
  ...(aggregator.regions.length === 0 ? {} : { Regions: [...aggregator.regions] }),
});

interface Linking {
  readonly linkingMode: LinkingMode;
  readonly regions: readonly string[];
}

/** The mode with its Regions, where the two go together. */
const linkingOf = (
  call: Call,
  { RegionLinkingMode = '', Regions = [] }: Partial<CreateFindingAggregatorRequest>,
): Linking => {
  const linkingMode = LINKING_MODES.find((mode) => mode === RegionLinkingMode);
  if (linkingMode === undefined) throw linkingModeInvalid(RegionLinkingMode);
  const names =
    linkingMode === 'SPECIFIED_REGIONS' || linkingMode === 'ALL_REGIONS_EXCEPT_SPECIFIED';
  if (names && Regions.length === 0) throw regionsNeeded(linkingMode);
  if (!names && Regions.length > 0) throw regionsForbidden(linkingMode);
  const known = regionsOf(call.partition);
  for (const region of Regions)
    if (!known.includes(region) || region === call.region) throw regionInvalid(region);
  return { linkingMode, regions: [...new Set(Regions)].toSorted() };
};

const LIMITS = {
  limits: { Regions: { maxLength: 50 }, RegionLinkingMode: { maxLength: 64 } },
} as const;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateFindingAggregator.html */
export const createFindingAggregator = (deps: Deps & Pick<SecurityHubDeps, 'ids'>) =>
  writes<CreateFindingAggregatorRequest, CreateFindingAggregatorResponse>(
    LIMITS,
    async (input, call) => {
      const { tx, account, region } = call;
      await permitAny(call, 'CreateFindingAggregator');
      await requireHub(deps, call);
      if ((await members.ofAccount(tx, call)) !== undefined) throw aggregationDenied();
      const made = { account, region, id: deps.ids.uuid(), ...linkingOf(call, input) };
      if (!(await aggregators.insert(tx, made))) throw aggregatorExists();
      call.touch({ type: 'AWS::SecurityHub::FindingAggregator', name: aggregatorArn(made) });
      return view(made);
    },
  );

/** The caller's aggregator by its ARN, if he may do `action` with it. */
const permitted = async (deps: Deps, call: Call, action: string, arn = ''): Promise<Aggregator> => {
  await permit(call, action, arn === '' ? '*' : arn);
  await requireHub(deps, call);
  const found = await aggregators.find(call.tx, call.account);
  if (found === undefined || aggregatorArn(found) !== arn) throw resourceNotFound(arn);
  call.touch({ type: 'AWS::SecurityHub::FindingAggregator', name: arn });
  return found;
};

const requireHome = (call: Call, { region }: Aggregator): void => {
  if (call.region !== region) throw notHomeRegion(region);
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateFindingAggregator.html */
export const updateFindingAggregator = (deps: Deps) =>
  writes<UpdateFindingAggregatorRequest, UpdateFindingAggregatorResponse>(
    LIMITS,
    async (input, call) => {
      const arn = input.FindingAggregatorArn;
      const found = await permitted(deps, call, 'UpdateFindingAggregator', arn);
      requireHome(call, found);
      const changed = { ...found, ...linkingOf(call, input) };
      await aggregators.update(call.tx, changed);
      return view(changed);
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteFindingAggregator.html */
export const deleteFindingAggregator = (deps: Deps) =>
  writes<DeleteFindingAggregatorRequest, object>({}, async (input, call) => {
    const arn = input.FindingAggregatorArn;
    requireHome(call, await permitted(deps, call, 'DeleteFindingAggregator', arn));
    await aggregators.remove(call.tx, call.account);
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingAggregator.html */
export const getFindingAggregator = (deps: Deps) =>
  reads<GetFindingAggregatorRequest, GetFindingAggregatorResponse>({}, async (input, call) =>
    view(await permitted(deps, call, 'GetFindingAggregator', input.FindingAggregatorArn)),
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListFindingAggregators.html */
export const listFindingAggregators = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<ListFindingAggregatorsRequest, ListFindingAggregatorsResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: 100 } } },
    async (input, call) => {
      await permitAny(call, 'ListFindingAggregators');
      await requireHub(deps, call);
      const found = await aggregators.find(call.tx, call.account);
      const all = found === undefined ? [] : [aggregatorArn(found)];
      const page = await pageOfList(deps, call, 'ListFindingAggregators', input, all, (arn) => arn);
      return {
        FindingAggregators: page.items.map((arn) => ({ FindingAggregatorArn: arn })),
        ...page.more,
      };
    },
  );
