import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { arnOfResource } from './arns.ts';
import type { Kind, Resource } from './model.ts';
import { resources } from './repositories/resources.ts';

/** Removes a resource and the tags that it had. */
export const removeWithTags = async <K extends Kind>(
  tx: Tx,
  resource: Resource<K>,
): Promise<void> => {
  await tagStore.removeAll(tx, arnOfResource(resource));
  await resources.remove(tx, resource);
};
