import type { AccessRequest } from '../../model/index.ts';

/** All that is known of a request, times in ISO 8601, maps as objects. */
export const requestJson = (request: AccessRequest): string =>
  JSON.stringify(request, (_, value: unknown) =>
    value instanceof Map ? Object.fromEntries(value) : value,
  );
