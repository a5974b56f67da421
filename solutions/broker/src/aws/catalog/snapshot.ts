import type { Store } from '@gatehouse/store';
import type { Catalog, CatalogSource } from '../../model/index.ts';
import { CATALOG_CHANNEL, catalogRows } from './repository.ts';

/** The catalog as one object, read when it has changed and shared by everybody until it changes again. */
export const catalogSnapshots = (store: Store): CatalogSource => {
  let cached: Promise<Catalog> | undefined;
  store.onNotify(CATALOG_CHANNEL, () => {
    cached = undefined;
  });

  const load = (): Promise<Catalog> => {
    const loading = store.read(catalogRows.read);
    cached = loading;
    loading.catch(() => {
      if (cached === loading) cached = undefined;
    });
    return loading;
  };

  return {
    current: async () => {
      if (cached === undefined) return load();
      if (store.hears()) return cached;
      // Notices of other nodes may be lost at the moment: the version tells what they would have.
      const catalog = await cached;
      const version = await store.read(catalogRows.version);
      return version === catalog.version ? catalog : load();
    },
  };
};
