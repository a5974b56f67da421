import type { KeyPort } from '@gatehouse/service-kit';
import type { Key, Scope } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { managedKeyPolicy } from '../policies/default-policies.ts';
import { aliases } from '../repositories/aliases.ts';
import { keys } from '../repositories/keys.ts';
import { managedService } from './managed-keys.ts';
import { keyArn } from './names.ts';

const draft = (parts: KmsParts, scope: Scope, name: string): Key => {
  const ref = { ...scope, id: parts.ids.uuid() };
  const { service, label } = managedService(name);
  return {
    ...ref,
    arn: keyArn(ref),
    createdAt: parts.clock.now(),
    state: 'Enabled',
    details: {
      description: `Default key that protects my ${label} data when no other key is defined`,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      manager: 'AWS',
    },
    currentMaterial: undefined,
    policy: { document: managedKeyPolicy(scope, service, label), principals: new Map() },
    tags: new Map(),
    aliases: [],
  };
};

export const createKeyPort = (parts: KmsParts): KeyPort => ({
  managed: async (tx, { account, region }, name) => {
    const scope = { account, region };
    const alias = `alias/aws/${name}`;
    const found = await parts.keys.find({ tx, ...scope }, alias);
    if (found !== undefined) return found.arn;
    const key = draft(parts, scope, name);
    // Another request may be making it: the alias decides, and the loser is never seen.
    if (!(await aliases.insert(tx, key, alias, key.createdAt)))
      return (await parts.keys.find({ tx, ...scope }, alias))?.arn ?? key.arn;
    await keys.insert(tx, key);
    await keys.setMaterial(tx, key, await parts.materials.generate(tx, key, { at: key.createdAt }));
    return key.arn;
  },
  resolve: async (tx, { account, region }, keyId) =>
    (await parts.keys.find({ tx, account, region }, keyId))?.arn,
});
