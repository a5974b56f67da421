import type { KmsDeps } from '../deps.ts';
import type { KeyDirectory } from '../parts.ts';

export const createDirectory = (_deps: KmsDeps): KeyDirectory => ({
  find: () => undefined,
  arnOf: (_scope, keyId) => keyId,
});
