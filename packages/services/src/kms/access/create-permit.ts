import type { KmsDeps } from '../deps.ts';
import type { KeyDirectory } from '../parts.ts';
import type { PermitKey } from './permitted-key.ts';

export const createPermit =
  (_deps: KmsDeps, _keys: KeyDirectory): PermitKey =>
  () =>
    Promise.reject(new Error('not yet'));
