import type {
  ListTagsOfResourceInput,
  ListTagsOfResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-dynamodb';
import {
  type Call,
  type Limits,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { type NamedTable, authorizeTable, namedTable } from '../access.ts';
import {
  arnInvalid,
  resourceArnNotFound,
  tagKeysEmpty,
  tagsEmpty,
  tokenInvalid,
} from '../errors.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { requestTags, requireOwnKeys, requireRoom, tagOwner, TAGS } from '../tags.ts';

const ARN: Limits = { ResourceArn: { minLength: 1, maxLength: 1283 } };
const PAGE = 10;

const namedByArn = (call: Call, arn: string | undefined): Promise<NamedTable> => {
  if (arn === undefined || !arn.startsWith('arn:')) throw arnInvalid(arn ?? '');
  return namedTable(call, arn);
};

const present = (call: Call, { ref, table }: NamedTable): Table => {
  if (table === undefined) throw resourceArnNotFound(ref.arn);
  call.touch({ type: 'AWS::DynamoDB::Table', name: ref.name });
  return table;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceInput, object>({ limits: { ...ARN, ...TAGS } }, async (input, call) => {
    const tags = requestTags(input.Tags);
    const named = await namedByArn(call, input.ResourceArn);
    await authorizeTable(call, 'TagResource', named, requestTagKeys(tags));
    const table = present(call, named);
    if (tags.size === 0) throw tagsEmpty();
    requireRoom(new Map([...(await tagStore.of(call.tx, table.arn)), ...tags]));
    await tagStore.put(call.tx, tagOwner(table), tags);
    return {};
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceInput, object>(
    { limits: { ...ARN, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async ({ ResourceArn, TagKeys: keys = [] }, call) => {
      requireOwnKeys(keys);
      const named = await namedByArn(call, ResourceArn);
      const conditions = keys.length === 0 ? {} : { 'aws:TagKeys': keys };
      await authorizeTable(call, 'UntagResource', named, conditions);
      const table = present(call, named);
      if (keys.length === 0) throw tagKeysEmpty();
      await tagStore.remove(call.tx, table.arn, keys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export const listTagsOfResource = ({ pages }: DynamoDbParts) =>
  reads<ListTagsOfResourceInput, ListTagsOfResourceOutput>(
    { limits: ARN },
    async ({ ResourceArn, NextToken: token }, call) => {
      const named = await namedByArn(call, ResourceArn);
      await authorizeTable(call, 'ListTagsOfResource', named);
      const table = present(call, named);
      const question = ['dynamodb:ListTagsOfResource', call.account, call.region, table.arn];
      const position = token === undefined ? [''] : pages.open(question, token);
      if (position === undefined) throw tokenInvalid();
      const tags = await tagStore.of(call.tx, table.arn);
      const after = [...tags].filter(([key]) => key > String(position[0]));
      const page = after.slice(0, PAGE);
      const last = page.at(-1);
      return {
        Tags: page.map(([Key, Value]) => ({ Key, Value })),
        NextToken:
          after.length > PAGE && last !== undefined ? pages.seal(question, [last[0]]) : undefined,
      };
    },
  );
