import type { SecretsDeps } from './deps.ts';

/** What the operations of the service share. */
export type SecretsParts = SecretsDeps;
