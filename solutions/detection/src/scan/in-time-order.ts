import type { Found } from './files.ts';

/** Folders with more files are scanned in the order of their names. */
const MOST_SORTED = 100_000;

// `…_CloudTrail_eu-west-1_20261125T1005Z_Fj3x.json.gz`, and the folders `2026/11/25` above it.
const DELIVERED = /_(\d{8}T\d{4})Z_[^/]*$/;
const DAY = /\/(\d{4})\/(\d\d)\/(\d\d)(?:\/|$)/;

/** When a file was delivered, by its name; empty when that does not tell. */
const timeIn = (name: string): string => {
  const delivered = DELIVERED.exec(name)?.[1];
  if (delivered !== undefined) return delivered;
  const day = DAY.exec(name);
  return day === null ? '' : `${day[1]}${day[2]}${day[3]}`;
};

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/**
 * By the time that names tell, so that accounts and Regions, which have folders of their own, are seen side by side as things
 * happened; then as they came. What only needs to be said comes first.
 */
export async function* inTimeOrder(found: AsyncIterable<Found>): AsyncGenerator<Found> {
  let held: { readonly one: Found; readonly time: string }[] | undefined = [];
  for await (const one of found) {
    if (held === undefined || !('file' in one)) {
      yield one;
      continue;
    }
    held.push({ one, time: timeIn(one.file.name) });
    if (held.length <= MOST_SORTED) continue;
    for (const { one: earlier } of held) yield earlier;
    held = undefined;
  }
  if (held === undefined) return;
  // Sorting keeps the order of those that are the same.
  held.sort((left, right) => compare(left.time, right.time));
  for (const { one } of held) yield one;
}
