import type { KeyMetadata } from '@aws-sdk/client-kms';
import { parseArn } from '@gatehouse/core';
import type { KeyFacts, Unread } from '../model.ts';
import type { Apis } from './apis.ts';
import { attempt } from './attempt.ts';
import { allOf, marked } from './pages.ts';

/**
 * A key by its id, ARN, alias or alias ARN. That it exists must be readable; what else is not is said in `unread`.
 * @throws what KMS answers to DescribeKey
 */
export const readKey = async (apis: Apis, keyId: string, unread: Unread[]): Promise<KeyFacts> => {
  const { KeyMetadata: metadata } = await apis.describeKey({ KeyId: keyId });
  const arn = metadata?.Arn ?? '';
  if (metadata === undefined || parseArn(arn) === undefined)
    throw new Error(`KMS describes ${keyId} without an ARN`);
  const [policy, aliases, tags] = await Promise.all([
    attempt(`key policy of ${arn}`, unread, async () => {
      const { Policy } = await apis.getKeyPolicy({ KeyId: arn, PolicyName: 'default' });
      return Policy;
    }),
    attempt(`aliases of ${arn}`, unread, () => aliasesOf(apis, arn)),
    attempt(`tags of ${arn}`, unread, () => tagsOf(apis, arn)),
  ]);
  return { ...factsOf(metadata, arn), policy, aliases, tags };
};

const factsOf = (
  metadata: KeyMetadata,
  arn: string,
): Omit<KeyFacts, 'policy' | 'aliases' | 'tags'> => {
  const { partition = 'aws', region = '', account = '' } = parseArn(arn) ?? {};
  return {
    arn,
    id: metadata.KeyId ?? '',
    account,
    region,
    partition,
    state: metadata.KeyState ?? '',
    spec: metadata.KeySpec ?? '',
    usage: metadata.KeyUsage ?? '',
    origin: metadata.Origin ?? '',
    manager: metadata.KeyManager ?? '',
    multiRegion: metadata.MultiRegionConfiguration?.MultiRegionKeyType,
    description: metadata.Description ?? '',
    createdAt: metadata.CreationDate,
    deletionAt: metadata.DeletionDate,
  };
};

const aliasesOf = async (apis: Apis, arn: string): Promise<readonly string[]> => {
  const found = await allOf(
    marked(
      (marker) => apis.listAliases({ KeyId: arn, ...marker }),
      ({ Aliases }) => Aliases,
    ),
  );
  return found.map(({ AliasName = '' }) => AliasName);
};

const tagsOf = async (apis: Apis, arn: string): Promise<ReadonlyMap<string, string>> => {
  const found = await allOf(
    marked(
      (marker) => apis.listResourceTags({ KeyId: arn, ...marker }),
      ({ Tags }) => Tags,
    ),
  );
  return new Map(found.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
};

/** The ARNs of all keys of the account in the Region. */
export const keyArns = async (apis: Apis): Promise<readonly string[]> => {
  const found = await allOf(
    marked(
      (marker) => apis.listKeys(marker),
      ({ Keys }) => Keys,
    ),
  );
  return found.flatMap(({ KeyArn }) => (KeyArn === undefined ? [] : [KeyArn]));
};
