import { invalidArgument } from './errors.ts';
import { behind, keyBytes } from './repositories/objects.ts';

const MOST_KEYS = 1000;
const AFTER_JUMP = 16;

export interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
}

export const limitOf = (
  asked: number | undefined,
  name: 'max-keys' | 'max-uploads' | 'max-parts',
): number => {
  if (asked === undefined) return MOST_KEYS;
  if (!Number.isInteger(asked) || asked < 0 || asked > 2_147_483_647)
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, asked);
  return Math.min(asked, MOST_KEYS);
};

/** What is shown: a thing with its key, or the common beginning of many. */
export type Listed<Item> = { readonly item: Item } | { readonly prefix: string };

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly prefixes: readonly string[];
  /** What the page ended with, when more follow. */
  readonly last: Listed<Item> | undefined;
}

/** Where to go on: from that key, or behind that item. */
export type Place<Item> = { readonly from: Uint8Array } | { readonly after: Item };

type Fetch<Item> = (
  place: Place<Item>,
  to: Uint8Array | undefined,
  limit: number,
) => Promise<readonly Item[]>;

const commonPrefix = ({ prefix, delimiter }: Asked, key: string): string | undefined => {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
};

/**
 * A page in the order of the keys' bytes. What a delimiter rolls up is jumped over, not read: a listing of a folder costs
 * what it shows and not what is below it.
 */
export const listPage = async <Item extends { readonly key: string }>(
  asked: Asked,
  start: Place<Item>,
  fetch: Fetch<Item>,
): Promise<Page<Item>> => {
  const to = asked.prefix === '' ? undefined : behind(keyBytes(asked.prefix));
  const listed: Listed<Item>[] = [];
  let place: Place<Item> | undefined = asked.limit === 0 ? undefined : start;
  let rolledUp: string | undefined;
  let size = asked.limit + 1;
  while (place !== undefined && listed.length <= asked.limit) {
    const rows: readonly Item[] = await fetch(place, to, size);
    let isWithin = false;
    for (const item of rows) {
      const prefix = commonPrefix(asked, item.key);
      isWithin = prefix !== undefined;
      if (prefix !== undefined && prefix === rolledUp) continue;
      rolledUp = prefix;
      listed.push(prefix === undefined ? { item } : { prefix });
    }
    const last = rows.at(-1);
    const next = isWithin ? behind(keyBytes(rolledUp ?? '')) : undefined;
    if (last === undefined || rows.length < size) place = undefined;
    else place = next === undefined ? { after: last } : { from: next };
    // Behind a jump there may be the next one, so little is read at first.
    size = next === undefined ? Math.min(size * 4, asked.limit + 1) : AFTER_JUMP;
  }
  const shown = listed.slice(0, asked.limit);
  return {
    items: shown.flatMap((one) => ('item' in one ? [one.item] : [])),
    prefixes: shown.flatMap((one) => ('prefix' in one ? [one.prefix] : [])),
    last: listed.length > asked.limit ? shown.at(-1) : undefined,
  };
};

/** Where a listing begins that goes on behind a key, or behind all keys of a common prefix. */
export const startBehind = (
  asked: Asked,
  marker: string | undefined,
): { readonly from: Uint8Array } => {
  const first = keyBytes(asked.prefix);
  if (marker === undefined || marker === '') return { from: first };
  const isRolledUp = marker.startsWith(asked.prefix) && commonPrefix(asked, marker) === marker;
  const next = isRolledUp
    ? (behind(keyBytes(marker)) ?? keyBytes(marker))
    : Buffer.concat([keyBytes(marker), Buffer.from([0])]);
  return { from: Buffer.compare(next, first) > 0 ? next : first };
};

export const requireEncodingType = (type: string | undefined): void => {
  if (type !== undefined && type !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
};

/** As S3 encodes keys where it is asked to: everything but letters, digits and a few signs; a slash stays. */
export const encoder =
  (type: string | undefined) =>
  (text: string): string =>
    type === 'url'
      ? encodeURIComponent(text)
          .replaceAll('%2F', '/')
          .replaceAll('%20', '+')
          .replaceAll(/[!'()]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
      : text;
