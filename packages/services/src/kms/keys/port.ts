import type { KeyPort } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';

export const createKeyPort = (_parts: KmsParts): KeyPort => ({
  managed: () => Promise.reject(new Error('not yet')),
  resolve: () => Promise.reject(new Error('not yet')),
});
