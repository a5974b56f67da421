import type { Table } from '../model.ts';
import type { Item } from '../values/value.ts';

const WHOLE = /^[0-9]{1,12}$/;

/** When an item expires, in milliseconds since 1970; undefined: never, or its attribute is no number of seconds. */
export const expiryOf = ({ ttl }: Pick<Table, 'ttl'>, item: Item): number | undefined => {
  if (ttl?.status !== 'ENABLED' && ttl?.status !== 'ENABLING') return undefined;
  const seconds = item[ttl.attribute]?.N?.split('.')[0];
  return seconds !== undefined && WHOLE.test(seconds) ? Number(seconds) * 1000 : undefined;
};
