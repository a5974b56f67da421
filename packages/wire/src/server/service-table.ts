import type { ServiceModel } from '../model/service-model.ts';
import type { WireHttpRequest } from '../protocols/protocol.ts';
import { protocolOf } from '../protocols/protocols.ts';
import type { ServiceEntry } from './wire-settings.ts';

/** A service that a request is for, its model loaded. */
export interface AddressedService {
  readonly entry: ServiceEntry;
  readonly model: ServiceModel;
}

export interface ServiceTable {
  /** The service, when it is the only candidate and loaded already: the usual case, and one that need not wait. */
  ready(candidates: readonly ServiceEntry[]): AddressedService | undefined;
  /** Loads what is not loaded; of several candidates, the one that knows the operation, else the first. */
  load(
    candidates: readonly ServiceEntry[],
    request: WireHttpRequest,
  ): Promise<AddressedService | undefined>;
}

export const createServiceTable = (): ServiceTable => {
  const loaded = new Map<ServiceEntry, AddressedService>();
  const loading = new Map<ServiceEntry, Promise<AddressedService>>();

  const loadOne = (entry: ServiceEntry): Promise<AddressedService> => {
    const earlier = loading.get(entry);
    if (earlier !== undefined) return earlier;
    const attempt = entry.load().then(
      (model) => {
        const service = { entry, model };
        loaded.set(entry, service);
        return service;
      },
      (cause: unknown) => {
        loading.delete(entry); // The next request tries again.
        throw new Error(`the model of ${entry.id} does not load`, { cause });
      },
    );
    loading.set(entry, attempt);
    return attempt;
  };

  return {
    ready(candidates) {
      const [only] = candidates;
      return only !== undefined && candidates.length === 1 ? loaded.get(only) : undefined;
    },
    async load(candidates, request) {
      const services = await Promise.all(candidates.map(loadOne));
      if (services.length < 2) return services[0];
      const knowing = services.find(
        ({ model }) => protocolOf(request, model).operationOf(model, request) !== undefined,
      );
      return knowing ?? services[0];
    },
  };
};
