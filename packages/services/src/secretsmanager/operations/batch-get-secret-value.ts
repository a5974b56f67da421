import type {
  APIErrorType,
  BatchGetSecretValueRequest,
  BatchGetSecretValueResponse,
  SecretValueEntry,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '@gatehouse/core';
import { type Call, reads } from '@gatehouse/service-kit';
import { listOrFilters, nextToken, resultsWithoutFilters } from '../errors.ts';
import { checkedFilters, FILTERS } from '../filters.ts';
import { list } from '../list.ts';
import type { SecretsParts } from '../parts.ts';
import type { ListingPosition } from '../repositories/listing.ts';

const LIMITS = {
  SecretIdList: { minLength: 1, maxLength: 20 },
  'SecretIdList[]': { minLength: 1, maxLength: 2048 },
  MaxResults: { minValue: 1, maxValue: 20 },
  NextToken: { minLength: 1, maxLength: 4096 },
  ...FILTERS,
} as const;

const MOST = 20;

/**
 * API reference, BatchGetSecretValue: CloudTrail has a GetSecretValue for each secret that is asked for, so each is that very
 * operation, with its own decision and record.
 */
const valueOf = async (call: Call, SecretId: string): Promise<SecretValueEntry> => {
  const found = (await call.invoke('secretsmanager', 'GetSecretValue', {
    SecretId,
  })) as SecretValueEntry;
  call.touch({ type: 'AWS::SecretsManager::Secret', name: found.ARN ?? SecretId });
  return found;
};

const failureOf = (SecretId: string, { name, message }: AwsError): APIErrorType => ({
  SecretId,
  ErrorCode: name,
  Message: message,
});

const readAll = async (
  call: Call,
  wanted: Iterable<string>,
): Promise<BatchGetSecretValueResponse> => {
  const SecretValues: SecretValueEntry[] = [];
  const Errors: APIErrorType[] = [];
  for (const id of wanted) {
    try {
      SecretValues.push(await valueOf(call, id));
    } catch (cause) {
      if (!(cause instanceof AwsError)) throw cause;
      Errors.push(failureOf(id, cause));
    }
  }
  return { SecretValues, Errors };
};

const byFilters = async (
  parts: SecretsParts,
  call: Call,
  input: BatchGetSecretValueRequest,
): Promise<BatchGetSecretValueResponse> => {
  const { account, region, tx } = call;
  const asking = ['BatchGetSecretValue', account, region, input.Filters ?? []];
  const opened =
    input.NextToken === undefined ? undefined : parts.pages.open(asking, input.NextToken);
  if (input.NextToken !== undefined && opened === undefined) throw nextToken();
  const { found, next } = await list(tx, {
    scope: { account, region, withDeleted: false },
    order: { by: 'created-date', descending: false },
    filters: checkedFilters(input.Filters),
    // Only we make such tokens.
    after: opened as ListingPosition | undefined,
    limit: input.MaxResults ?? MOST,
  });
  return {
    ...(await readAll(
      call,
      found.map(({ secret }) => secret.arn),
    )),
    NextToken: next === undefined ? undefined : parts.pages.seal(asking, next),
  };
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
export const batchGetSecretValue = (parts: SecretsParts) =>
  reads<BatchGetSecretValueRequest, BatchGetSecretValueResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const { SecretIdList: ids, Filters: filters } = input;
      await call.authorize('secretsmanager:BatchGetSecretValue', '*');
      if ((ids === undefined) === (filters === undefined)) throw listOrFilters();
      if (filters !== undefined) {
        // Which secrets pass a filter tells of secrets that cannot be read (API reference, "Required permissions").
        await call.authorize('secretsmanager:ListSecrets', '*');
        return byFilters(parts, call, input);
      }
      if (input.MaxResults !== undefined) throw resultsWithoutFilters();
      return readAll(call, new Set(ids));
    },
  );
