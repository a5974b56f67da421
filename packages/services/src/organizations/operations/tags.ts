import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-organizations';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { missingPolicyArn, policyArn, resourcePolicyArn } from '../arns.ts';
import type { OrganizationsDeps } from '../deps.ts';
import { immutablePolicy, noSuchTarget } from '../errors.ts';
import { listing } from '../listing.ts';
import type { Organization } from '../model.ts';
import { policyTypeKey } from '../permitted-policy.ts';
import { resourcePolicies } from '../repositories/delegation.ts';
import { policies } from '../repositories/policies.ts';
import { addTags, requestedTagKeys, requestedTags, taggedKeys, tagList } from '../tags.ts';
import { placeOf } from '../targets.ts';
import { check, PAGE, required, TAGGABLE_ID } from '../validation.ts';

interface Taggable {
  readonly arn: string;
  readonly exists: boolean;
  readonly immutable: boolean;
  readonly keys: ConditionKeys;
}

const taggable = async (call: Call, organization: Organization, id: string): Promise<Taggable> => {
  const { tx } = call;
  if (id.startsWith('rp-')) {
    const stored = await resourcePolicies.find(tx, organization.id);
    const arn = resourcePolicyArn(organization, id);
    return { arn, exists: stored?.id === id, immutable: false, keys: {} };
  }
  if (id.startsWith('p-')) {
    const policy = await policies.find(tx, organization.id, id);
    return policy === undefined
      ? { arn: missingPolicyArn(organization, id), exists: false, immutable: false, keys: {} }
      : {
          arn: policyArn(organization, policy),
          exists: true,
          immutable: policy.awsManaged,
          keys: policyTypeKey(policy.type),
        };
  }
  const { arn, name } = await placeOf(tx, organization, id);
  return { arn, exists: name !== undefined, immutable: false, keys: {} };
};

interface Tagged {
  readonly organization: Organization;
  readonly resource: Taggable;
}

const permittedResource = async (
  call: Call,
  action: string,
  id: string,
  requestKeys: ConditionKeys,
): Promise<Tagged> => {
  const membership = await membershipOf(call, action);
  const { organization } = membership;
  const resource = await taggable(call, organization, id);
  const keys = { ...(await taggedKeys(call, resource.arn)), ...resource.keys, ...requestKeys };
  await permit(call, membership, { action, resource: resource.arn, keys });
  if (!resource.exists) throw noSuchTarget();
  return { organization, resource };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, void>({}, async (input, call) => {
    check(input, { ResourceId: TAGGABLE_ID });
    const tags = requestedTags(input.Tags);
    const action = 'organizations:TagResource';
    const id = required(input.ResourceId);
    const found = await permittedResource(call, action, id, requestTagKeys(tags));
    if (found.resource.immutable) throw immutablePolicy();
    await addTags(call.tx, found.organization, found.resource.arn, tags);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, void>({}, async (input, call) => {
    check(input, { ResourceId: TAGGABLE_ID });
    const keys = requestedTagKeys(input.TagKeys ?? []);
    const action = 'organizations:UntagResource';
    const id = required(input.ResourceId);
    const { resource } = await permittedResource(call, action, id, { 'aws:TagKeys': keys });
    if (resource.immutable) throw immutablePolicy();
    await tagStore.remove(call.tx, resource.arn, keys);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>({}, async (input, call) => {
    check(input, { ResourceId: TAGGABLE_ID, NextToken: PAGE.NextToken });
    const action = 'organizations:ListTagsForResource';
    const id = required(input.ResourceId);
    const { resource } = await permittedResource(call, action, id, {});
    const { after, cut } = listing(pages, call, action, input, { id });
    const tags = tagList(await tagStore.of(call.tx, resource.arn));
    const { items, more } = cut(
      tags.filter(({ Key = '' }) => Key > after.id),
      ({ Key = '' }) => [Key],
    );
    return { Tags: [...items], ...more };
  });
