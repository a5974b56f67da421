import type { KeyObject } from 'node:crypto';
import type { KeySpec } from '@aws-sdk/client-kms';
import { createCache } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { KmsDeps } from '../deps.ts';
import type { KeyRef } from '../model.ts';
import { prepareMaterial } from './generation.ts';
import type { Material, MaterialFacts, Materials } from './material.ts';
import { materialRows } from './rows.ts';
import { createSealing, keyOf, nameOf, type Sealing } from './sealing.ts';

/** `tx.notify(MATERIAL_CHANNEL, '<account>:<region>:<key id>:<material id>')` drops what is kept of one. */
const MATERIAL_CHANNEL = 'kms.material';
const MATERIALS_KEPT = 10_000;

const refOf = (name: string): { readonly key: KeyRef; readonly material: string } => {
  const [account = '', region = '', id = '', material = ''] = name.split(':');
  return { key: { account, region, id }, material };
};

const CURRENT: Omit<MaterialFacts, 'id' | 'number'> = {
  state: 'CURRENT',
  importState: undefined,
  rotation: undefined,
  rotatedAt: undefined,
  description: undefined,
  expiresAt: undefined,
};

const forget = async (tx: Tx, ref: KeyRef, id: string): Promise<void> => {
  await materialRows.forgetBytes(tx, ref, id);
  tx.notify(MATERIAL_CHANNEL, nameOf(ref, id));
};

const forgetAll = async (tx: Tx, ref: KeyRef): Promise<void> => {
  const all = await materialRows.list(tx, ref);
  await materialRows.removeAll(tx, ref);
  for (const { facts } of all) tx.notify(MATERIAL_CHANNEL, nameOf(ref, facts.id));
};

/** Changes of the rows, each told to whoever keeps what they held. */
const createChanges = (sealing: Sealing) => {
  const put = async (
    tx: Tx,
    ref: KeyRef,
    { spec, key }: { readonly spec: KeySpec; readonly key: KeyObject },
    facts: Omit<MaterialFacts, 'id' | 'number'>,
  ): Promise<string> => {
    const id = sealing.idOf(ref, key);
    await materialRows.put(tx, ref, { id, spec, sealed: sealing.seal(ref, id, key), facts });
    tx.notify(MATERIAL_CHANNEL, nameOf(ref, id));
    return id;
  };

  const copy = async (tx: Tx, from: KeyRef, to: KeyRef): Promise<void> => {
    for (const stored of await materialRows.list(tx, from)) {
      const material = sealing.open(from, stored);
      // What has no bytes here has none there.
      if (material !== undefined) await put(tx, to, material, stored.facts);
    }
  };

  return { put, copy };
};

type Opening = Pick<Materials, 'open'>['open'];

const createOpening = (store: KmsDeps['store'], sealing: Sealing): Opening => {
  const load = async (tx: Tx, ref: KeyRef, id: string): Promise<Material | undefined> => {
    const stored = await materialRows.find(tx, ref, id);
    return stored === undefined ? undefined : sealing.open(ref, stored);
  };

  const kept = createCache<Material | undefined>({
    store,
    channel: MATERIAL_CHANNEL,
    capacity: MATERIALS_KEPT,
    load: (name) => {
      const { key, material } = refOf(name);
      return store.read((tx) => load(tx, key, material));
    },
  });

  // What is not kept may be in this transaction, which nobody else sees yet.
  return async (tx, key, id) => (await kept.get(nameOf(key, id))) ?? load(tx, key, id);
};

export const createMaterials = ({ store, vault }: KmsDeps): Materials => {
  const sealing = createSealing(vault);
  const changes = createChanges(sealing);
  return {
    prepare: prepareMaterial,
    generate: async (tx, key, { at, rotation, prepared }) => {
      const { spec } = key.details;
      const material = prepared ?? (await prepareMaterial(spec));
      if (material.spec !== spec)
        throw new Error(`${material.spec} was prepared for a key of ${spec}`);
      if (key.currentMaterial !== undefined)
        await materialRows.update(tx, key, key.currentMaterial, { state: 'NON_CURRENT' });
      const rotatedAt = rotation === undefined ? undefined : at;
      return changes.put(tx, key, material, { ...CURRENT, rotation, rotatedAt });
    },
    keep: (tx, key, plaintext, facts) => {
      const { spec } = key.details;
      return changes.put(tx, key, { spec, key: keyOf(spec, plaintext) }, facts);
    },
    idOf: (key, spec, plaintext) => sealing.idOf(key, keyOf(spec, Buffer.from(plaintext))),
    update: (tx, key, id, facts) => materialRows.update(tx, key, id, facts),
    copy: (tx, from, to) => changes.copy(tx, from, to),
    forget: (tx, key, id) => (id === undefined ? forgetAll(tx, key) : forget(tx, key, id)),
    list: async (tx, key) => (await materialRows.list(tx, key)).map(({ facts }) => facts),
    open: createOpening(store, sealing),
  };
};
