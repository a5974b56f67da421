import type {
  AliasListEntry,
  DescribeKeyResponse,
  GetKeyRotationStatusResponse,
  KeyListEntry,
  ListAliasesResponse,
  ListKeysResponse,
  ListResourceTagsResponse,
} from '@aws-sdk/client-kms';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import type { Metadata } from '../shared/names.ts';
import { isSymmetric } from '../shared/specs.ts';

export interface KeyRow {
  readonly id: string;
  readonly arn: string;
  readonly aliases: readonly string[];
  /** Undefined where the session may list keys and not look at this one. */
  readonly metadata: Metadata | undefined;
  /** Undefined where it is not known, or nothing that this key does. */
  readonly rotates: boolean | undefined;
  readonly tags: readonly (readonly [key: string, value: string])[] | undefined;
}

const PAGE_SIZE = 25;

/** What the session may not see of one key leaves a gap in its row, not in the list. */
const unlessRefused = async <Value>(asked: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await asked;
  } catch {
    return undefined;
  }
};

const rotationOf = async (
  aws: Aws,
  metadata: Metadata,
  signal: AbortSignal,
): Promise<boolean | undefined> => {
  if (!isSymmetric(metadata) || metadata.Origin !== 'AWS_KMS') return undefined;
  const status = await unlessRefused(
    aws.call<GetKeyRotationStatusResponse>(
      'kms',
      'GetKeyRotationStatus',
      { KeyId: metadata.KeyId },
      signal,
    ),
  );
  return status?.KeyRotationEnabled;
};

type Names = ReadonlyMap<string, readonly string[]>;

const rowOf = async (
  aws: Aws,
  { KeyId: id = '', KeyArn: arn = '' }: Json<KeyListEntry>,
  names: Names,
  signal: AbortSignal,
): Promise<KeyRow> => {
  const ask = <Output>(operation: string) =>
    unlessRefused(aws.call<Output>('kms', operation, { KeyId: id }, signal));
  const [described, tags] = await Promise.all([
    ask<DescribeKeyResponse>('DescribeKey'),
    ask<ListResourceTagsResponse>('ListResourceTags'),
  ]);
  const metadata = described?.KeyMetadata;
  return {
    id,
    arn,
    metadata,
    aliases: names.get(id) ?? [],
    tags: tags?.Tags?.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue] as const),
    rotates: metadata === undefined ? undefined : await rotationOf(aws, metadata, signal),
  };
};

const aliasPages = (aws: Aws): LoadPage<Json<AliasListEntry>> =>
  pagesOf<ListAliasesResponse, Json<AliasListEntry>>(
    aws,
    { service: 'kms', operation: 'ListAliases' },
    ({ Aliases }) => Aliases,
  );

/** The aliases of all keys, by the key: one question instead of one for each key. */
const namesOf = async (aws: Aws, signal: AbortSignal): Promise<Names> => {
  const names = new Map<string, readonly string[]>();
  const aliases = (await unlessRefused(allOf(aliasPages(aws), signal))) ?? [];
  for (const { AliasName = '', TargetKeyId } of aliases)
    if (TargetKeyId !== undefined)
      names.set(TargetKeyId, [...(names.get(TargetKeyId) ?? []), AliasName]);
  return names;
};

/** Keys of one manager. Those that may not be looked at are shown among the account's own. */
export const keyPages = (aws: Aws, manager: 'CUSTOMER' | 'AWS'): LoadPage<KeyRow> => {
  let names: Promise<Names> | undefined;
  const load = pagesOf<ListKeysResponse, Json<KeyListEntry>>(
    aws,
    { service: 'kms', operation: 'ListKeys', count: PAGE_SIZE },
    ({ Keys }) => Keys,
  );
  return async (token, signal) => {
    const page = await load(token, signal);
    names = token === undefined ? namesOf(aws, signal) : (names ?? namesOf(aws, signal));
    const known = await names;
    const rows = await Promise.all(page.items.map((key) => rowOf(aws, key, known, signal)));
    return {
      items: rows.filter(({ metadata }) => (metadata?.KeyManager ?? 'CUSTOMER') === manager),
      token: page.token,
    };
  };
};
