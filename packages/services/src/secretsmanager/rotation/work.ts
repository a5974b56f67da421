import type { Service } from '@gatehouse/service-kit';
import type { SecretsParts } from '../parts.ts';
import { rotateSecrets } from './engine.ts';
import { ROTATION_WORK } from './rotation-work.ts';

/** What becomes due for secrets that rotate. */
export const rotationWork = (parts: SecretsParts): NonNullable<Service['longWork']> => ({
  [ROTATION_WORK]: rotateSecrets(parts),
});
