import type { AccessDeps } from './access/access.ts';
import type { S3Deps } from './deps.ts';
import type { Encryption } from './encryption/encryption.ts';

/** What operations choose their collaborators from. */
export interface S3Parts extends S3Deps {
  readonly access: AccessDeps;
  readonly encryption: Encryption;
}
