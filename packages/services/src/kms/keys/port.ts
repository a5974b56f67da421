import { parseArn } from '@gatehouse/core';
import type { KeyPort } from '@gatehouse/service-kit';
import { granteeKey } from '../grants/digests.ts';
import { grants } from '../grants/repository.ts';
import type { KmsParts } from '../parts.ts';
import { managedKey } from './managed-keys.ts';
import { parseKeyName } from './names.ts';

export const createKeyPort = (parts: KmsParts): KeyPort => ({
  managed: async (tx, scope, name) => (await managedKey(parts, tx, scope, name)).arn,
  resolve: async (tx, { account, region }, keyId) =>
    (await parts.keys.find({ tx, account, region }, keyId))?.arn,
  revision: async (tx, keyArn) => {
    const named = parseArn(keyArn);
    if (named === undefined) return undefined;
    const { account, region } = named;
    const key = await parts.keys.find({ tx, account, region }, keyArn);
    return key?.state === 'Enabled' ? key : undefined;
  },
  namedGrant: async (tx, { keyArn, grantee, name }) => {
    const named = parseArn(keyArn);
    const key = named === undefined ? undefined : parseKeyName(named, keyArn);
    if (key?.kind !== 'key') return undefined;
    const ref = { account: key.account, region: key.region, id: key.name };
    // What services name grants for are machines.
    return grants.idNamed(tx, ref, granteeKey({ kind: 'session', id: grantee }), name);
  },
});
