import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
} from '@aws-sdk/client-ssm';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { authorizeParameter, type PermittedParameter, touched } from '../access.ts';
import { resourceId, resourceType } from '../errors.ts';
import { ownRef } from '../names.ts';
import { parameters } from '../repositories/parameters.ts';
import { requestTags, requireOwnKeys, requireRoom, tagOwner, TAGS } from '../tags.ts';

const ID = { ResourceId: { minLength: 1, maxLength: 2048 } } as const;

/** Other resources of Systems Manager, none of which is here, by their type as ARNs have it. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['Association', 'association'],
  ['Automation', 'automation-execution'],
  ['Document', 'document'],
  ['MaintenanceWindow', 'maintenancewindow'],
  ['ManagedInstance', 'managed-instance'],
  ['OpsItem', 'opsitem'],
  ['OpsMetadata', 'opsmetadata'],
  ['PatchBaseline', 'patchbaseline'],
]);

interface Named {
  readonly ResourceType: string | undefined;
  readonly ResourceId: string | undefined;
}

const permitted = async (
  call: Call,
  action: string,
  { ResourceType: type = '', ResourceId: id = '' }: Named,
  keys: ConditionKeys = {},
): Promise<PermittedParameter> => {
  const { partition, region, account, tx } = call;
  if (type !== 'Parameter') {
    const kind = OTHERS.get(type);
    if (kind === undefined) throw resourceType(type);
    await call.authorize(
      `ssm:${action}`,
      `arn:${partition}:ssm:${region}:${account}:${kind}/${id}`,
      keys,
    );
    throw resourceId(id);
  }
  const { ref } = ownRef(call, id);
  const parameter = await parameters.find(tx, ref);
  const tags = await authorizeParameter(call, action, ref, parameter, keys);
  if (parameter === undefined) throw resourceId(id);
  touched(call, ref);
  return { parameter, tags };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
export const addTagsToResource = () =>
  writes<AddTagsToResourceRequest, object>({ limits: { ...ID, ...TAGS } }, async (input, call) => {
    const added = requestTags(input.Tags);
    const { parameter, tags } = await permitted(
      call,
      'AddTagsToResource',
      input,
      requestTagKeys(added),
    );
    requireRoom(new Map([...tags, ...added]));
    await tagStore.put(call.tx, tagOwner(parameter), added);
    return {};
  });

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html */
export const removeTagsFromResource = () =>
  writes<RemoveTagsFromResourceRequest, object>(
    { limits: { ...ID, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const keys = input.TagKeys ?? [];
      requireOwnKeys(keys);
      const { parameter } = await permitted(
        call,
        'RemoveTagsFromResource',
        input,
        keys.length === 0 ? {} : { 'aws:TagKeys': keys },
      );
      await tagStore.remove(call.tx, parameter.arn, keys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResult>(
    { limits: ID },
    async (input, call) => {
      const { tags } = await permitted(call, 'ListTagsForResource', input);
      return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) };
    },
  );
