import type { Ids } from '@gatehouse/core';

const DIGITS = 10n ** 19n;

/** `ecs-svc/` and 19 digits: the id of a deployment or task set, and the `startedBy` of its tasks. */
export const deploymentId = (ids: Ids): string =>
  `ecs-svc/${String(BigInt(`0x${ids.hex(16)}`) % DIGITS).padStart(19, '0')}`;
