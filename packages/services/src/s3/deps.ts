import type { Blobs } from '@gatehouse/core';
import type { KeyPort, OrganizationPort, ServiceDeps } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';

export interface S3Deps extends ServiceDeps {
  /** Contents of objects, on disk. */
  readonly blobs: Blobs;
  /** Which of these contents some service names, this one included: the others are removed once they are old. */
  readonly blobsInUse: (tx: Tx, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** For resource control policies, when another service is about to write. Default: there are none. */
  readonly organizations?: OrganizationPort;
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  /** Decisions are off: what policies, ACLs and public access blocks say does not count. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
