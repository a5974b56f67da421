import type { KeyObject } from 'node:crypto';
import type { KeySpec } from '@aws-sdk/client-kms';
import type { Tx } from '@gatehouse/store';
import type { Key, KeyRef } from '../model.ts';

/** One key material of a key, in OpenSSL's hands: no copy of it is on the JavaScript heap. */
export interface Material {
  /** 64 hexadecimal digits, `CurrentKeyMaterialId`; the same in every Region of a multi-Region key. */
  readonly id: string;
  readonly spec: KeySpec;
  /** A secret key (symmetric, HMAC) or a private key. */
  readonly key: KeyObject;
  /** Of an asymmetric key. */
  readonly publicKey: KeyObject | undefined;
}

/** What is known of a material beside itself, for ListKeyRotations and the states of imported keys. */
export interface MaterialFacts {
  readonly id: string;
  /** Counts from 1 with each rotation. */
  readonly number: number;
  readonly state:
    | 'CURRENT'
    | 'NON_CURRENT'
    | 'PENDING_ROTATION'
    | 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
  readonly importState: 'IMPORTED' | 'PENDING_IMPORT' | undefined;
  readonly rotation: 'AUTOMATIC' | 'ON_DEMAND' | undefined;
  readonly rotatedAt: Date | undefined;
  readonly description: string | undefined;
  /** Milliseconds since 1970, of imported material that expires. */
  readonly expiresAt: number | undefined;
}

/** Key material that no key has yet. */
export interface PreparedMaterial {
  readonly spec: KeySpec;
  /** A secret key (symmetric, HMAC) or a private key. */
  readonly key: KeyObject;
}

/** Keys' materials: each sealed by the master key for its own row, and opened only into OpenSSL. */
export interface Materials {
  /**
   * Makes material on another thread: an RSA key takes up to seconds, which no transaction waits for. Call it before the
   * transaction (`receives`: in `keep`) and give what it answers to `generate`. Throws UnsupportedOperationException for a
   * key spec that this machine's OpenSSL cannot make.
   */
  prepare(spec: KeySpec): Promise<PreparedMaterial>;
  /**
   * Keeps the material of a new key, or the next one of a rotation, as the current one, and answers its id. Without
   * `prepared` it is made here, which only keys other than RSA should ask for; `at` is the time of a rotation.
   */
  generate(
    tx: Tx,
    key: Key,
    made: {
      readonly at: Date;
      readonly rotation?: 'AUTOMATIC' | 'ON_DEMAND' | undefined;
      readonly prepared?: PreparedMaterial | undefined;
    },
  ): Promise<string>;
  /**
   * Keeps imported material; `plaintext` is wiped. Answers its id, which is the same whenever and wherever the same bytes
   * are imported for this key; throws IncorrectKeyMaterialException where the key must have others (checked by the caller
   * through `facts`).
   */
  keep(
    tx: Tx,
    key: Key,
    plaintext: Buffer,
    facts: Omit<MaterialFacts, 'id' | 'number'>,
  ): Promise<string>;
  /** The id that these bytes have as material of this key. */
  idOf(key: KeyRef, spec: KeySpec, plaintext: Uint8Array): string;
  /** Another state of one material; what is not given stays. */
  update(
    tx: Tx,
    key: KeyRef,
    id: string,
    facts: Partial<Omit<MaterialFacts, 'id' | 'number'>>,
  ): Promise<void>;
  /** The same materials for another Region's replica. */
  copy(tx: Tx, from: KeyRef, to: KeyRef): Promise<void>;
  /** Forgets the bytes of one imported material (its facts stay), or everything of a key. */
  forget(tx: Tx, key: KeyRef, id?: string): Promise<void>;
  list(tx: Tx, key: KeyRef): Promise<readonly MaterialFacts[]>;
  /** Undefined: there is none with this id, or its bytes are not here now. */
  open(tx: Tx, key: KeyRef, id: string): Promise<Material | undefined>;
}
