import type { AuditEntry, KeyPort, Service } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { createPermit } from './access/create-permit.ts';
import { cryptoOperations } from './crypto/operations.ts';
import type { KmsDeps } from './deps.ts';
import { EVENT_SHAPE } from './event-shape.ts';
import { grantMigrations } from './grants/migrations.ts';
import { grantOperations } from './grants/operations.ts';
import { createShapes } from './grants/shapes.ts';
import { createDirectory } from './keys/directory.ts';
import { recordUses } from './keys/last-usage.ts';
import { keyMigrations } from './keys/migrations.ts';
import { keyOperations } from './keys/operations.ts';
import { createKeyPort } from './keys/port.ts';
import { keyWork } from './keys/work.ts';
import { createMaterials } from './material/materials.ts';
import { materialMigrations } from './material/migrations.ts';
import type { KmsParts } from './parts.ts';

export type { KmsDeps, KmsQuotas } from './deps.ts';

export interface Kms {
  readonly service: Service;
  readonly keys: KeyPort;
  /** Takes the CloudTrail records of every service: from them it is known when a key was used last. */
  recordUses(tx: Tx, entries: readonly AuditEntry[]): Promise<void>;
}

/** AWS Key Management Service: keys whose material is sealed by the master key, policies, and grants that really decide. */
export const createKms = (deps: KmsDeps): Kms => {
  const keys = createDirectory(deps);
  const materials = createMaterials(deps);
  const grantShapes = createShapes(deps.store);
  const permit = createPermit(deps, keys, grantShapes);
  const parts: KmsParts = { ...deps, keys, materials, grantShapes, permit };
  return {
    service: {
      id: 'kms',
      eventSource: 'kms.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      eventShape: EVENT_SHAPE,
      operations: {
        ...keyOperations(parts),
        ...cryptoOperations(parts),
        ...grantOperations(parts),
      },
      migrations: [...keyMigrations, ...materialMigrations, ...grantMigrations],
      work: keyWork(parts),
    },
    keys: createKeyPort(parts),
    recordUses,
  };
};
