import type { Blobs } from '@gatehouse/core';
import type { ServiceDeps } from '@gatehouse/service-kit';

export interface S3Deps extends ServiceDeps {
  /** Contents of objects, on disk. */
  readonly blobs: Blobs;
  /** Decisions are off: what policies, ACLs and public access blocks say does not count. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
