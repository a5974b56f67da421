import type { Vault } from '@gatehouse/service-kit';
import type { KeyRef } from '../../model.ts';
import { expiredToken, invalidToken } from './errors.ts';

/** What an import token keeps for the import: the private half of its wrapping key, and how to use it. */
export interface ImportTicket {
  readonly algorithm: string;
  /** Milliseconds since 1970. */
  readonly validTo: number;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
}

const HEADER_BYTES = 9;

const contextOf = ({ account, region, id }: KeyRef): string =>
  `kms:import-token:${account}:${region}:${id}`;

/** Only the key that it was made for opens a token, and nobody else reads what it holds. */
export const importTokens = (vault: Vault, algorithms: readonly string[]) => ({
  seal: (key: KeyRef, { algorithm, validTo, privateKey }: ImportTicket): Buffer => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(algorithms.indexOf(algorithm));
    header.writeBigUInt64BE(BigInt(validTo), 1);
    const clear = Buffer.concat([header, privateKey]);
    const sealed = vault.seal(clear, contextOf(key));
    clear.fill(0);
    privateKey.fill(0);
    return sealed;
  },
  open: (key: KeyRef, token: Uint8Array, now: Date): ImportTicket => {
    const clear = vault.open(token, contextOf(key));
    if (clear === undefined || clear.length <= HEADER_BYTES) throw invalidToken();
    const validTo = Number(clear.readBigUInt64BE(1));
    if (validTo <= now.getTime()) {
      clear.fill(0);
      throw expiredToken();
    }
    return {
      algorithm: algorithms[clear.readUInt8()] ?? '',
      validTo,
      privateKey: clear.subarray(HEADER_BYTES),
    };
  },
});
