import type { ListSecretsRequest, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { reads } from '@gatehouse/service-kit';
import { nextToken } from '../errors.ts';
import { checkedFilters, FILTERS } from '../filters.ts';
import { list } from '../list.ts';
import type { SecretsParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import type { ListingPosition } from '../repositories/listing.ts';
import { listedSecret } from '../views.ts';

const LIMITS = {
  MaxResults: { minValue: 1, maxValue: 100 },
  NextToken: { minLength: 1, maxLength: 4096 },
  SortBy: { oneOf: ['created-date', 'last-accessed-date', 'last-changed-date', 'name'] },
  SortOrder: { oneOf: ['asc', 'desc'] },
  ...FILTERS,
} as const;

const MOST = 100;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const listSecrets = (parts: SecretsParts) =>
  reads<ListSecretsRequest, ListSecretsResponse>({ limits: LIMITS }, async (input, call) => {
    await call.authorize('secretsmanager:ListSecrets', '*');
    const { account, region, tx } = call;
    const withDeleted = input.IncludePlannedDeletion === true;
    const order = { by: input.SortBy ?? 'created-date', descending: input.SortOrder === 'desc' };
    const filters = checkedFilters(input.Filters);
    const asking = ['ListSecrets', account, region, withDeleted, order, input.Filters ?? []];
    const opened =
      input.NextToken === undefined ? undefined : parts.pages.open(asking, input.NextToken);
    if (input.NextToken !== undefined && opened === undefined) throw nextToken();
    const { found, next } = await list(tx, {
      scope: { account, region, withDeleted },
      order,
      filters,
      // Only we make such tokens.
      after: opened as ListingPosition | undefined,
      limit: input.MaxResults ?? MOST,
    });
    const held = await labels.ofMany(
      tx,
      found.map(({ secret }) => secret.id),
    );
    return {
      SecretList: found.map(({ secret, tags }) =>
        listedSecret({ secret, tags, labels: held.get(secret.id) ?? new Map() }),
      ),
      NextToken: next === undefined ? undefined : parts.pages.seal(asking, next),
    };
  });
