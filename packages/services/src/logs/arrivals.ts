import type { Clock, Ids } from '@gatehouse/core';

const NODE_DIGITS = 6;
const COUNT_DIGITS = 6;
const TIME_DIGITS = 12;
const INDEX_DIGITS = 4;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Names of batches that sort by arrival on one node, also within a millisecond and when its clock goes back, and that
 * no two nodes give.
 */
export const createArrivals = ({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }) => {
  const node = ids.hex(NODE_DIGITS);
  const most = 16 ** COUNT_DIGITS;
  let count = 0;
  let latest = 0;
  return (): string => {
    latest = Math.max(latest, clock.now().getTime());
    count = (count + 1) % most;
    return `${hex(latest, TIME_DIGITS)}${hex(count, COUNT_DIGITS)}${node}`;
  };
};

/** The id of one event of a batch. */
export const eventIdIn = (batch: string, index: number): string =>
  `${batch}${hex(index, INDEX_DIGITS)}`;
