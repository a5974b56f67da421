import type { KeyPort } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { managedKey } from './managed-keys.ts';

export const createKeyPort = (parts: KmsParts): KeyPort => ({
  managed: async (tx, scope, name) => (await managedKey(parts, tx, scope, name)).arn,
  resolve: async (tx, { account, region }, keyId) =>
    (await parts.keys.find({ tx, account, region }, keyId))?.arn,
});
