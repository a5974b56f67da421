import type { Service } from '@gatehouse/service-kit';
import type { SecretsParts } from '../parts.ts';

/** What becomes due for secrets that rotate. */
export const rotationWork = (_parts: SecretsParts): NonNullable<Service['work']> => ({});
