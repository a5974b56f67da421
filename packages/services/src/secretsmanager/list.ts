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

/** Where all secrets are whose names begin as asked, in order; undefined: there are too many for one call. */
const byPrefixes = async (
  tx: Tx,
  { scope, order, filters, after }: Listing,
): Promise<readonly string[] | undefined> => {
  const prefixes = namePrefixes(filters);
  if (prefixes === undefined) return undefined;
  const { by, descending } = order;
  const places = new Map<string, ListingPosition>();
  for (const prefix of prefixes) {
    const some = await listing.places(tx, scope, by, prefix, MOST_LOOKED_AT);
    for (const place of some) places.set(place[1], place);
    if (places.size >= MOST_LOOKED_AT) return undefined;
  }
  return [...places.values()]
    .filter((one) => after === undefined || isAfter(one, after, descending))
    .toSorted((one, other) => (isAfter(one, other, descending) ? 1 : -1))
    .map(([, name]) => name);
};

async function* chunks(tx: Tx, asked: Listing): AsyncGenerator<readonly Secret[]> {
  const few = await byPrefixes(tx, asked);
  const size = few !== undefined || asked.filters.length === 0 ? asked.limit + 1 : CHUNK;
  if (few !== undefined) {
    for (let from = 0; from < few.length; from += size) {
      const names = few.slice(from, from + size);
      const found = await listing.named(tx, asked.scope, names);
      yield names.flatMap((name) => found.get(name) ?? []);
    }
    return;
  }
  const { scope, order } = asked;
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
