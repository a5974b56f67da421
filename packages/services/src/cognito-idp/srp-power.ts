import { SRP_PRIME } from './srp-group.ts';

/** The group's N as a number. */
export const SRP_N = BigInt(`0x${SRP_PRIME.toString('hex')}`);

/**
 * base^exponent mod N. Multiplies at every bit, so that the time does not tell how many bits of the exponent are set;
 * node:crypto would test the group for primality first, which takes more than a second each time.
 */
export const srpPower = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = base % SRP_N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    const product = (result * square) % SRP_N;
    result = (rest & 1n) === 1n ? product : result;
    square = (square * square) % SRP_N;
  }
  return result;
};
