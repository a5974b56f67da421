import { type Tags, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { type CheckedFilter, namePrefixes, passes } from './filters.ts';
import type { Secret } from './model.ts';
import {
  listing,
  type ListingPosition,
  type ListingScope,
  type Order,
  positionOf,
} from './repositories/listing.ts';

export interface Listing {
  readonly scope: ListingScope;
  readonly order: Order;
  readonly filters: readonly CheckedFilter[];
  readonly after: ListingPosition | undefined;
  readonly limit: number;
}

export interface ListedSecret {
  readonly secret: Secret;
  readonly tags: Tags;
}

export interface Listed {
  readonly found: readonly ListedSecret[];
  /** Where to go on; undefined: there is nothing more. */
  readonly next: ListingPosition | undefined;
}

/**
 * How many secrets one call looks at. As AWS has it, a page may hold fewer than were asked for although more follow; a
 * filter that fits nothing in a million secrets must not hold up everybody else.
 */
const MOST_LOOKED_AT = 5000;
const CHUNK = 500;

const withTags = async (tx: Tx, some: readonly Secret[]): Promise<readonly ListedSecret[]> => {
  const tags = await tagStore.ofMany(
    tx,
    some.map(({ arn }) => arn),
  );
  return some.map((secret) => ({ secret, tags: tags.get(secret.arn) ?? new Map() }));
};

const isAfter = (
  [at, name]: ListingPosition,
  [fromAt, fromName]: ListingPosition,
  descending: boolean,
): boolean => {
  const later = at === fromAt ? name > fromName : at > fromAt;
  const same = at === fromAt && name === fromName;
  return descending ? !later && !same : later;
};

/** All secrets whose names begin as asked, in order; undefined: there are too many for one call. */
const byPrefixes = async (
  tx: Tx,
  { scope, order, filters, after }: Listing,
): Promise<readonly Secret[] | undefined> => {
  const prefixes = namePrefixes(filters);
  if (prefixes === undefined) return undefined;
  const found = new Map<string, Secret>();
  for (const prefix of prefixes) {
    const some = await listing.named(tx, scope, prefix, MOST_LOOKED_AT + 1);
    for (const secret of some) found.set(secret.id, secret);
    if (found.size > MOST_LOOKED_AT) return undefined;
  }
  const { by, descending } = order;
  return [...found.values()]
    .filter((one) => after === undefined || isAfter(positionOf(one, by), after, descending))
    .toSorted((one, other) =>
      isAfter(positionOf(one, by), positionOf(other, by), descending) ? 1 : -1,
    );
};

async function* chunks(tx: Tx, asked: Listing): AsyncGenerator<readonly Secret[]> {
  const few = await byPrefixes(tx, asked);
  if (few !== undefined) {
    for (let from = 0; from < few.length; from += CHUNK) yield few.slice(from, from + CHUNK);
    return;
  }
  const { scope, order, filters } = asked;
  const size = filters.length === 0 ? asked.limit + 1 : CHUNK;
  let { after } = asked;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += size) {
    const some = await listing.after(tx, scope, order, after, size);
    yield some;
    const last = some.at(-1);
    if (last === undefined || some.length < size) return;
    after = positionOf(last, order.by);
  }
}

/** One page of secrets that pass the filters. */
export const list = async (tx: Tx, asked: Listing): Promise<Listed> => {
  const { order, filters, limit } = asked;
  const found: ListedSecret[] = [];
  let looked = 0;
  let last: Secret | undefined;
  for await (const some of chunks(tx, asked)) {
    looked += some.length;
    for (const one of await withTags(tx, some)) {
      if (!passes(filters, one.secret, one.tags)) continue;
      const shown = found.at(-1);
      if (found.length === limit && shown !== undefined)
        return { found, next: positionOf(shown.secret, order.by) };
      found.push(one);
    }
    last = some.at(-1) ?? last;
  }
  // Everything was looked at, unless the call has come to its end before that.
  const isCut = looked >= MOST_LOOKED_AT && filters.length > 0 && last !== undefined;
  return { found, next: isCut && last !== undefined ? positionOf(last, order.by) : undefined };
};
