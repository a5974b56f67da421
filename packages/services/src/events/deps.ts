import type { ServiceDeps } from '@gatehouse/service-kit';
import type { ControlChanges, EventEntrance } from './accepted.ts';

/** What operations use. */
export interface OperationParts extends Pick<ServiceDeps, 'ids' | 'pages' | 'vault'> {
  readonly entrance: EventEntrance;
  readonly changes: ControlChanges;
}
