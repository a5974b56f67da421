import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
  TagDescription,
} from '@aws-sdk/client-ec2';
import { type Call, cutPage, requestTagKeys, type Tags, tagStore } from '@gatehouse/service-kit';
import { arnOf, arnOfResource } from '../arns.ts';
import { authorizeAll, authorizeOn, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import {
  maxResultsOutside,
  missingParameter,
  nextTokenInvalid,
  notFound,
  taggedIdInvalid,
} from '../errors.ts';
import { filtering } from '../filters.ts';
import { KINDS, kindOfId } from '../kinds.ts';
import type { Kind, Resource } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { allTags } from '../repositories/all-tags.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, requestTags, requireRoom } from '../tags.ts';

const MOST_RESOURCES = 1000;
const LEAST_RESULTS = 5;
const MOST_RESULTS = 1000;

/** Every resource that a request names, decided on; then all of them are there. */
const taggedResources = async (
  call: Call,
  operation: 'CreateTags' | 'DeleteTags',
  given: readonly string[] | undefined,
  tags: Tags,
): Promise<readonly Resource<Kind>[]> => {
  const ids = [...new Set(given)];
  if (ids.length === 0) throw missingParameter('resourceIdSet');
  if (ids.length > MOST_RESOURCES) throw taggedIdInvalid(ids.at(-1) ?? '');
  const found: Resource<Kind>[] = [];
  const missing: (readonly [Kind, string])[] = [];
  for (const id of ids) {
    const kind = kindOfId(id);
    if (kind === undefined) throw taggedIdInvalid(id);
    const resource = await resources.find(call.tx, call, kind, id);
    if (resource === undefined) {
      missing.push([kind, id]);
      const keys = { ...region(call), ...requestTagKeys(tags) };
      await call.authorize(`ec2:${operation}`, arnOf(call, kind, id), keys);
      continue;
    }
    await authorizeOn(call, operation, resource, requestTagKeys(tags));
    found.push(resource);
  }
  const [first] = missing;
  if (first !== undefined) throw notFound(...first);
  for (const { kind, id } of found) touch(call, kind, id);
  return found;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html */
export const createTags = () =>
  changes<CreateTagsRequest, void>({}, async (input, call) => {
    const tags = requestTags(input.Tags);
    if (tags.size === 0) throw missingParameter('tagSet');
    for (const resource of await taggedResources(call, 'CreateTags', input.Resources, tags)) {
      const present = await tagStore.of(call.tx, arnOfResource(resource));
      requireRoom(new Map([...present, ...tags]));
      await putTags(call.tx, resource, tags);
    }
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html */
export const deleteTags = () =>
  changes<DeleteTagsRequest, void>({}, async (input, call) => {
    const given = input.Tags;
    const tags = new Map((given ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
    for (const resource of await taggedResources(call, 'DeleteTags', input.Resources, tags)) {
      const arn = arnOfResource(resource);
      const present = await tagStore.of(call.tx, arn);
      // Without tags all go but those of AWS; with a value only a tag that has it.
      const gone = [...present].filter(([key, value]) =>
        given === undefined || given.length === 0
          ? !key.startsWith('aws:')
          : given.some(
              (tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value),
            ),
      );
      await tagStore.remove(
        call.tx,
        arn,
        gone.map(([key]) => key),
      );
    }
  });

const shown = ({
  arn,
  key,
  value,
}: {
  arn: string;
  key: string;
  value: string;
}): TagDescription => {
  const resource = arn.slice(arn.lastIndexOf(':') + 1);
  const slash = resource.indexOf('/');
  const type = resource.slice(0, slash);
  return {
    ResourceId: resource.slice(slash + 1),
    ResourceType: Object.keys(KINDS).find((kind): kind is Kind => kind === type),
    Key: key,
    Value: value,
  };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export const describeTags = ({ pages }: Ec2Deps) =>
  shows<DescribeTagsRequest, DescribeTagsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeTags');
    const { MaxResults, NextToken, Filters = [] } = input;
    if (MaxResults !== undefined && MaxResults < LEAST_RESULTS)
      throw maxResultsOutside(MaxResults, LEAST_RESULTS);
    const byTag = Filters.filter(({ Name }) => Name?.startsWith('tag:') === true);
    const plain = Filters.filter((filter) => !byTag.includes(filter)).map((filter) => ({
      ...filter,
      // The general filters call the tag's parts otherwise.
      Name: filter.Name === 'tag-key' ? 'key' : filter.Name === 'tag-value' ? 'value' : filter.Name,
    }));
    const matches = filtering<TagDescription & { Tags?: never }>(
      {
        key: ({ Key }) => Key,
        'resource-id': ({ ResourceId }) => ResourceId,
        'resource-type': ({ ResourceType }) => ResourceType,
        value: ({ Value }) => Value,
      },
      plain,
    );
    const matchesTag = filtering<{ Tags: { Key: string; Value: string }[] }>({}, byTag);
    const question = {
      operation: 'DescribeTags',
      account: call.account,
      region: call.region,
      filters: Filters,
    };
    const after = NextToken === undefined ? undefined : pages.open(question, NextToken);
    if (NextToken !== undefined && after === undefined) throw nextTokenInvalid(NextToken);
    const [arn = '', key = ''] = after ?? [];
    const all = await allTags(call.tx, call, { arn: String(arn), key: String(key) });
    const rows = all.filter(
      (row) => matches(shown(row)) && matchesTag({ Tags: [{ Key: row.key, Value: row.value }] }),
    );
    const limit = Math.min(MaxResults ?? MOST_RESULTS, MOST_RESULTS);
    const { page, last } = cutPage(rows, limit);
    return {
      Tags: page.map(shown),
      ...(last === undefined ? {} : { NextToken: pages.seal(question, [last.arn, last.key]) }),
    };
  });
