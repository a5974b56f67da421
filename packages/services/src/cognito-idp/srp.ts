import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { Ids } from '@gatehouse/core';
import type { SrpRecord } from './passwords.ts';
import { SRP_GENERATOR, SRP_PRIME, srpPadded } from './srp-group.ts';
import { SRP_N, srpPower } from './srp-power.ts';

/** The server's half of one exchange; numbers are hexadecimal digits. */
export interface SrpExchange {
  readonly clientPublic: string;
  readonly serverPublic: string;
  readonly serverSecret: string;
}

export interface SrpClaim {
  /** The pool's id after the underscore. */
  readonly poolName: string;
  /** USER_ID_FOR_SRP. */
  readonly userId: string;
  /** The bytes of PASSWORD_CLAIM_SECRET_BLOCK. */
  readonly secretBlock: Uint8Array;
  readonly timestamp: string;
}

const SECRET_BYTES = 48;
const KEY_BYTES = 16;
const INFO = 'Caldera Derived Key';
const HEX = /^[0-9a-f]{1,1024}$/i;
// `Wed Nov 25 12:30:09 UTC 2026`: what the clients' formats have in common.
const TIMESTAMP =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d{2}:\d{2}:\d{2} UTC \d{4}$/;

const number = (hex: string): bigint => BigInt(`0x${hex}`);

const hash = (...parts: readonly string[]): bigint => {
  const sha = createHash('sha256');
  for (const part of parts) sha.update(Buffer.from(srpPadded(part), 'hex'));
  return number(sha.digest('hex'));
};

const multiplier = hash(SRP_PRIME.toString('hex'), SRP_GENERATOR.toString('hex'));

/** SRP_A as a client may send it: a number that is no multiple of N, which would make every password right (RFC 5054 §2.5.4). */
export const isSrpPublic = (hex: string): boolean => HEX.test(hex) && number(hex) % SRP_N !== 0n;

export const isSrpTimestamp = (text: string): boolean => TIMESTAMP.test(text);

/** Begins an exchange: B = kv + g^b (RFC 5054 §2.5.3). `clientPublic` must be `isSrpPublic`. */
export const openSrp = (
  ids: Pick<Ids, 'bytes'>,
  { verifier }: SrpRecord,
  clientPublic: string,
): SrpExchange => {
  const serverSecret = ids.bytes(SECRET_BYTES).toString('hex');
  const B = (multiplier * number(verifier) + srpPower(2n, number(serverSecret))) % SRP_N;
  return { clientPublic, serverPublic: B.toString(16), serverSecret };
};

const bytes = (value: bigint): Buffer => Buffer.from(srpPadded(value.toString(16)), 'hex');

/** The key that both sides have when the client knows the password. */
export const srpKey = ({ verifier }: SrpRecord, exchange: SrpExchange): Buffer => {
  const { clientPublic, serverPublic, serverSecret } = exchange;
  const u = hash(clientPublic, serverPublic);
  const shared = srpPower(
    number(clientPublic) * srpPower(number(verifier), u),
    number(serverSecret),
  );
  return Buffer.from(hkdfSync('sha256', bytes(shared), bytes(u), INFO, KEY_BYTES));
};

/** What PASSWORD_CLAIM_SIGNATURE must be. */
export const srpSignature = (key: Buffer, claim: SrpClaim): Buffer =>
  createHmac('sha256', key)
    .update(claim.poolName)
    .update(claim.userId)
    .update(claim.secretBlock)
    .update(claim.timestamp)
    .digest();
