import { noOrganization, type Service } from '@gatehouse/service-kit';
import { canonicalIds } from './access/acl.ts';
import { type CorsQuestion, createCors } from './cors.ts';
import { deliveryCheck } from './deliveries.ts';
import type { S3Deps } from './deps.ts';
import { createEncryption } from './encryption/encryption.ts';
import { eventShape } from './event-shape.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { contents } from './repositories/contents.ts';
import { scheduleSweep, SWEEP, sweep } from './sweep.ts';

export type { S3Deps } from './deps.ts';

export interface S3 {
  readonly service: Service;
  /** Whether a page of another origin may ask that of a bucket: the CORS headers of the answer. */
  cors(question: CorsQuestion): Promise<Readonly<Record<string, string>> | undefined>;
  /** Whether a bucket takes what a service would deliver. */
  readonly checkDelivery: ReturnType<typeof deliveryCheck>;
}

/** Amazon Simple Storage Service: buckets and what is told of objects as rows, their bytes as contents on disk. */
export const createS3 = (deps: S3Deps): S3 => ({
  service: {
    id: 's3',
    eventSource: 's3.amazonaws.com',
    accessDenied: 'AccessDenied',
    validationCode: 'InvalidArgument',
    operations: operations({
      ...deps,
      access: {
        ids: canonicalIds(deps.vault),
        acceptsLooseInput: deps.acceptsLooseInput === true,
        keys: deps.keys,
      },
      encryption: createEncryption(deps),
    }),
    eventShape,
    migrations,
    work: { [SWEEP]: sweep(deps) },
    blobsInUse: (tx, ids) => contents.inUse(tx, ids),
    prepare: scheduleSweep,
  },
  cors: createCors(deps.store),
  checkDelivery: deliveryCheck({ organizations: noOrganization, ...deps }),
});
