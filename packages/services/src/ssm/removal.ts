import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Parameter } from './model.ts';
import { parameters } from './repositories/parameters.ts';

/** A parameter with all that is of it. */
export const removeParameter = async (tx: Tx, { id, arn }: Parameter): Promise<void> => {
  await parameters.remove(tx, id);
  await tagStore.removeAll(tx, arn);
};
