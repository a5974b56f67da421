import type { ServiceDeps, ServiceRoles } from '@gatehouse/service-kit';
import type { ControlChanges, EventEntrance } from './accepted.ts';

/** What operations use. */
export interface OperationParts extends Pick<ServiceDeps, 'ids' | 'pages' | 'vault'> {
  readonly entrance: EventEntrance;
  readonly changes: ControlChanges;
  readonly roles: Pick<ServiceRoles, 'trusts'>;
  /** Decisions are off: no role need be there. */
  readonly acceptsLooseInput?: boolean | undefined;
}
