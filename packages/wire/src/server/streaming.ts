import { AwsError } from '@gatehouse/core';
import { protocolOf } from '../protocols/protocols.ts';
import { splitQuery } from '../sigv4/canonical.ts';
import type { Head } from './head.ts';
import type { Router } from './router.ts';
import type { AddressedService, ServiceTable } from './service-table.ts';
import type { ServiceEntry } from './wire-settings.ts';

const EMPTY = Buffer.alloc(0);

interface Parts {
  readonly entries: readonly ServiceEntry[];
  readonly services: ServiceTable;
  readonly route: Router;
}

const takesStream = (
  head: Head,
  hostPath: string,
  service: AddressedService | undefined,
): boolean => {
  if (service === undefined) return false;
  const request = { ...head, path: hostPath + head.path, body: EMPTY };
  try {
    const operation = protocolOf(request, service.model).operationOf(service.model, request);
    return operation !== undefined && service.entry.streamingOperations?.has(operation) === true;
  } catch (error) {
    // A head that cannot be read: whoever answers reads it again, and refuses it.
    if (error instanceof AwsError) return false;
    throw error;
  }
};

/** Whether a request is for an operation that takes its body while it arrives: told by the head alone. */
export const createStreamTest = ({
  entries,
  services,
  route,
}: Parts): ((head: Head) => boolean | Promise<boolean>) => {
  const isUsual = entries.every(({ streamingOperations }) => streamingOperations === undefined);
  return (head) => {
    // Nothing that streams is asked for otherwise, and everything else should not be routed twice.
    if (isUsual || head.method !== 'PUT' || head.ambiguous !== undefined) return false;
    const { candidates, hostPath } = route(head, splitQuery(head.query), EMPTY);
    if (!candidates.some(({ streamingOperations }) => streamingOperations !== undefined))
      return false;
    const ready = services.ready(candidates);
    if (ready !== undefined) return takesStream(head, hostPath, ready);
    return services.load(candidates, { ...head, body: EMPTY }).then(
      (service) => takesStream(head, hostPath, service),
      // Whoever answers loads it again, and tells.
      () => false,
    );
  };
};
