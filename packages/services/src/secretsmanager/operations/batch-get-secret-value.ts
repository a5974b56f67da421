import type {
  APIErrorType,
  BatchGetSecretValueRequest,
  BatchGetSecretValueResponse,
  SecretValueEntry,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '@gatehouse/core';
import { deniedMessage, requestContext } from '@gatehouse/policy';
import { type Call, policyPrincipal, reads } from '@gatehouse/service-kit';
import { question, touched } from '../access.ts';
import {
  listOrFilters,
  MARKED_DELETED,
  nextToken,
  resultsWithoutFilters,
  secretNotFound,
} from '../errors.ts';
import { checkedFilters, FILTERS } from '../filters.ts';
import { list } from '../list.ts';
import { CURRENT } from '../model.ts';
import { findSecret, type NamedSecret } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { readValue } from '../reading.ts';
import type { ListingPosition } from '../repositories/listing.ts';

const LIMITS = {
  SecretIdList: { minLength: 1, maxLength: 20 },
  'SecretIdList[]': { minLength: 1, maxLength: 2048 },
  MaxResults: { minValue: 1, maxValue: 20 },
  NextToken: { minLength: 1, maxLength: 4096 },
  ...FILTERS,
} as const;

const MOST = 20;

/** A value as GetSecretValue would answer it; throws what it would throw. */
const valueOf = async (
  parts: SecretsParts,
  call: Call,
  named: NamedSecret,
): Promise<SecretValueEntry> => {
  const keys = { 'secretsmanager:VersionStage': CURRENT };
  const { asked } = await question(call, 'GetSecretValue', named, keys);
  const decision = await call.decide(...asked);
  const { secret, arn } = named;
  if (!decision.allowed)
    throw new AwsError(
      'AccessDeniedException',
      deniedMessage(
        {
          action: 'secretsmanager:GetSecretValue',
          resource: arn,
          resourceAccount: named.account,
          principal: policyPrincipal(call.principal),
          context: requestContext({}),
        },
        decision,
      ),
    );
  if (secret === undefined) throw secretNotFound();
  touched(call, secret);
  if (secret.deletionAt !== undefined)
    throw new AwsError('InvalidRequestException', MARKED_DELETED);
  return readValue(parts, call, secret, {});
};

const readAll = async (
  parts: SecretsParts,
  call: Call,
  wanted: readonly { readonly id: string; readonly named: () => Promise<NamedSecret> }[],
): Promise<BatchGetSecretValueResponse> => {
  const SecretValues: SecretValueEntry[] = [];
  const Errors: APIErrorType[] = [];
  for (const { id, named } of wanted) {
    try {
      SecretValues.push(await valueOf(parts, call, await named()));
    } catch (cause) {
      if (!(cause instanceof AwsError)) throw cause;
      Errors.push({ SecretId: id, ErrorCode: cause.name, Message: cause.message });
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
  const wanted = found.map(({ secret }) => ({
    id: secret.arn,
    named: () => Promise.resolve({ secret, arn: secret.arn, account: secret.account }),
  }));
  return {
    ...(await readAll(parts, call, wanted)),
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
      if (filters !== undefined) return byFilters(parts, call, input);
      if (input.MaxResults !== undefined) throw resultsWithoutFilters();
      const wanted = [...new Set(ids)].map((id) => ({
        id,
        named: () => findSecret(call, id, parts.acceptsLooseInput),
      }));
      return readAll(parts, call, wanted);
    },
  );
