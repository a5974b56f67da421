import type {
  GetResourcesInput,
  GetResourcesOutput,
  ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { type Call, reads, type ServiceDeps, type Tags, tagStore } from '@gatehouse/service-kit';
import { invalidParameter } from '../errors.ts';
import { pagesOf } from '../pages.ts';
import { type ResourceFilter, taggedResources } from '../repositories/tagged-resources.ts';

const MOST_RESOURCES = 100;
const MOST_TYPES = 100;
const TAGS_PER_PAGE = { least: 100, most: 500, step: 100 };

const isGiven = (list: readonly unknown[] | undefined): boolean =>
  list !== undefined && list.length > 0;

const requireCombination = (input: GetResourcesInput): void => {
  if (input.ExcludeCompliantResources === true && input.IncludeComplianceDetails !== true)
    throw invalidParameter(
      'ExcludeCompliantResources can be used only when IncludeComplianceDetails is true.',
    );
  // Tag policies are stored by Organizations and evaluated nowhere: no word on compliance would be true.
  if (input.IncludeComplianceDetails === true)
    throw invalidParameter('IncludeComplianceDetails is not implemented by Gatehouse.');
  if (!isGiven(input.ResourceARNList)) return;
  if (isGiven(input.TagFilters) || isGiven(input.ResourceTypeFilters))
    throw invalidParameter(
      'ResourceARNList cannot be used together with TagFilters or ResourceTypeFilters.',
    );
  const paged =
    input.ResourcesPerPage !== undefined ||
    input.TagsPerPage !== undefined ||
    (input.PaginationToken ?? '') !== '';
  if (paged)
    throw invalidParameter(
      'ResourceARNList cannot be used together with ResourcesPerPage, TagsPerPage or PaginationToken.',
    );
};

const requirePageSizes = ({ ResourcesPerPage, TagsPerPage }: GetResourcesInput): void => {
  if (ResourcesPerPage !== undefined && (ResourcesPerPage < 1 || ResourcesPerPage > MOST_RESOURCES))
    throw invalidParameter(`ResourcesPerPage must be between 1 and ${MOST_RESOURCES}.`);
  const { least, most, step } = TAGS_PER_PAGE;
  if (
    TagsPerPage !== undefined &&
    (TagsPerPage < least || TagsPerPage > most || TagsPerPage % step !== 0)
  )
    throw invalidParameter(
      `TagsPerPage must be between ${least} and ${most}, in steps of ${step}.`,
    );
};

const filterOf = (input: GetResourcesInput): ResourceFilter => {
  const types = [...new Set(input.ResourceTypeFilters)];
  if (types.length > MOST_TYPES)
    throw invalidParameter(`ResourceTypeFilters must not name more than ${MOST_TYPES} types.`);
  return {
    types,
    tags: (input.TagFilters ?? []).map(({ Key, Values = [] }) => {
      if (Key === undefined) throw invalidParameter('A tag filter must have a key.');
      return { key: Key, values: [...new Set(Values)] };
    }),
  };
};

/** As many resources as the tags of a page allow, at least one: a resource is never split. */
const cutByTags = (
  arns: readonly string[],
  tags: ReadonlyMap<string, Tags>,
  most: number,
): readonly string[] => {
  let count = 0;
  const end = arns.findIndex((arn, at) => {
    count += Math.max(1, tags.get(arn)?.size ?? 0);
    return at > 0 && count > most;
  });
  return end < 0 ? arns : arns.slice(0, end);
};

const mapping = (arn: string, tags: Tags | undefined): ResourceTagMapping => ({
  ResourceARN: arn,
  Tags: [...(tags ?? [])].map(([Key, Value]) => ({ Key, Value })),
});

const named = async (call: Call, arns: readonly string[]): Promise<GetResourcesOutput> => {
  const known = await taggedResources.known(call.tx, call, arns);
  const tags = await tagStore.ofMany(call.tx, known);
  return {
    PaginationToken: '',
    ResourceTagMappingList: known.map((arn) => mapping(arn, tags.get(arn))),
  };
};

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
export const getResources = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<GetResourcesInput, GetResourcesOutput>(
    {
      partial: 'no compliance details; a resource that has lost all its tags is not listed',
      limits: {
        PaginationToken: { maxLength: 2048 },
        TagFilters: { maxLength: 50 },
        'TagFilters[].Key': { minLength: 1, maxLength: 128 },
        'TagFilters[].Values': { maxLength: 20 },
        'TagFilters[].Values[]': { maxLength: 256 },
        'ResourceTypeFilters[]': { maxLength: 256 },
        ResourceARNList: { minLength: 1, maxLength: 100 },
        'ResourceARNList[]': { minLength: 1, maxLength: 1011 },
      },
    },
    async (input, call) => {
      await call.authorize('tag:GetResources', '*');
      requireCombination(input);
      requirePageSizes(input);
      const filter = filterOf(input);
      if (isGiven(input.ResourceARNList)) return named(call, [...new Set(input.ResourceARNList)]);

      const asked = { operation: 'GetResources', filters: filter };
      const page = pagesOf({ pages }, call, asked, input.PaginationToken);
      const limit = input.ResourcesPerPage ?? MOST_RESOURCES;
      const arns = await taggedResources.arns(call.tx, call, filter, {
        after: page.after,
        limit: limit + 1,
      });
      const tags = await tagStore.ofMany(call.tx, arns);
      const shown = cutByTags(
        arns.slice(0, limit),
        tags,
        input.TagsPerPage ?? Number.POSITIVE_INFINITY,
      );
      return {
        PaginationToken: page.next(shown.length < arns.length ? shown.at(-1) : undefined),
        ResourceTagMappingList: shown.map((arn) => mapping(arn, tags.get(arn))),
      };
    },
  );
