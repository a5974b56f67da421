import type { Service } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';

export const keyWork = (_parts: KmsParts): NonNullable<Service['work']> => ({});
