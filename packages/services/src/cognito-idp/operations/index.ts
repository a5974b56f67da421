import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CognitoParts } from '../deps.ts';

/** The control plane's operations; those that people sign in with are beside the token store. */
export const operations = (
  _parts: CognitoParts,
): Readonly<Record<string, OperationDefinition>> => ({});
