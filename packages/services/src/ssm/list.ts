import { type Tags, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { asksForTags, type CheckedFilter, passes } from './filters.ts';
import type { Parameter, Scope } from './model.ts';
import { labels } from './repositories/labels.ts';
import { parameters, type Range } from './repositories/parameters.ts';

interface Listing {
  readonly scope: Scope;
  readonly range: Range;
  readonly filters: readonly CheckedFilter[];
  /** Name key of the last parameter of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface ListedParameter {
  readonly parameter: Parameter;
  /** The version that a filter for labels has chosen; undefined: the newest. */
  readonly version: number | undefined;
}

export interface Listed {
  readonly found: readonly ListedParameter[];
  /** Where to go on; undefined: there is nothing more. */
  readonly next: string | undefined;
}

/**
 * How many parameters one call looks at. As AWS has it, a page may hold fewer than were asked for although more follow ("best-effort
 * basis"); a filter that fits nothing in 100 000 parameters must not hold up everybody else.
 */
const MOST_LOOKED_AT = 2000;
const CHUNK = 200;

const tagsOf = async (
  tx: Tx,
  filters: readonly CheckedFilter[],
  some: readonly Parameter[],
): Promise<ReadonlyMap<string, Tags>> =>
  asksForTags(filters)
    ? tagStore.ofMany(
        tx,
        some.map(({ arn }) => arn),
      )
    : new Map();

const passing = async (
  tx: Tx,
  filters: readonly CheckedFilter[],
  some: readonly Parameter[],
): Promise<readonly ListedParameter[]> => {
  const tags = await tagsOf(tx, filters, some);
  const found = some.filter((one) => passes(filters, one, tags.get(one.arn) ?? new Map()));
  const label = filters.find(({ key }) => key === 'Label');
  if (label === undefined) return found.map((parameter) => ({ parameter, version: undefined }));
  const ids = found.map(({ id }) => id);
  const chosen = await labels.versionsWith(tx, ids, label.values);
  return found.flatMap((parameter) => {
    const version = chosen.get(parameter.id);
    return version === undefined ? [] : [{ parameter, version }];
  });
};

/** One page of parameters that pass the filters, in the order of their names. */
export const list = async (
  tx: Tx,
  { scope, range, filters, after, limit }: Listing,
): Promise<Listed> => {
  const size = filters.length === 0 ? limit + 1 : CHUNK;
  const found: ListedParameter[] = [];
  let from = after;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += size) {
    const some = await parameters.page(tx, scope, range, { after: from, limit: size });
    for (const one of await passing(tx, filters, some)) {
      if (found.length === limit) return { found, next: found.at(-1)?.parameter.key };
      found.push(one);
    }
    if (some.length < size) return { found, next: undefined };
    from = some.at(-1)?.key;
  }
  return { found, next: from };
};
