import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { systemIds } from '@gatehouse/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Material } from '../material/material.ts';
import { createCiphertexts } from './ciphertext.ts';
import { P256, P521 } from './curves.ts';
import { decodeSignature, encodeSignature } from './ecdsa.ts';
import { canonicalContext } from './encryption-context.ts';

const headerKey = createSecretKey(randomBytes(32));
const ciphertexts = createCiphertexts(headerKey, systemIds);
const foreign = createCiphertexts(createSecretKey(randomBytes(32)), systemIds);

const materialOf = (id: string): Material => ({
  id,
  spec: 'SYMMETRIC_DEFAULT',
  key: createSecretKey(randomBytes(32)),
  publicKey: undefined,
});

const NONE = Buffer.alloc(0);
const digits = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'.split('')), {
      minLength: length,
      maxLength: length,
    })
    .map((all) => all.join(''));
const keyIds = fc.oneof(
  fc.uuid(),
  digits(32).map((each) => `mrk-${each}`),
);
const accounts = fc
  .integer({ min: 0, max: 999_999_999_999 })
  .map((each) => String(each).padStart(12, '0'));
const some = fc.uint8Array({ minLength: 1, maxLength: 300 });

describe('a ciphertext', () => {
  test('is read as what was written, and by nobody with another key', () => {
    fc.assert(
      fc.property(accounts, keyIds, digits(64), some, (account, keyId, id, plaintext) => {
        const material = materialOf(id);
        const owner = { account, keyId, material: id };
        const blob = ciphertexts.seal(owner, material, NONE, plaintext);

        expect(ciphertexts.parse(blob)).toEqual(owner);
        expect(ciphertexts.open(blob, material, NONE)).toEqual(Buffer.from(plaintext));
        expect(ciphertexts.open(blob, materialOf(id), NONE)).toBeUndefined();
        expect(foreign.parse(blob)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test('is none where the bytes are any others', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (blob) => {
        expect(ciphertexts.parse(blob)).toBeUndefined();
        expect(ciphertexts.parse(Buffer.concat([Buffer.of(1), blob]))).toBeUndefined();
      }),
    );
  });

  test('with a form of key id that there is not is none, even with the right tag', () => {
    const header = Buffer.alloc(56);
    header.set([1, 7]);
    const tag = createHmac('sha256', headerKey).update(header).digest().subarray(0, 16);
    const blob = Buffer.concat([header, tag, Buffer.alloc(60)]);

    expect(ciphertexts.parse(blob)).toBeUndefined();
  });
});

const listed = (context: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(context).toSorted(([one], [other]) => (one < other ? -1 : 1)));

describe('an encryption context', () => {
  test('has one encoding, in whatever order, and shares it with no other', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 4 });
    const contexts = fc.dictionary(texts, texts, { maxKeys: 4 });
    fc.assert(
      fc.property(contexts, contexts, (one, other) => {
        const reversed = Object.fromEntries(Object.entries(one).toReversed());

        expect(canonicalContext(reversed)).toEqual(canonicalContext(one));
        expect(canonicalContext(one).equals(canonicalContext(other))).toBe(
          listed(one) === listed(other),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('an ECDSA signature', () => {
  test('is read as what was written', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: P521.n - 1n }),
        fc.bigInt({ min: 1n, max: P521.n - 1n }),
        (r, s) => {
          expect(decodeSignature(P521, encodeSignature(P521, r, s))).toEqual({ r, s });
        },
      ),
    );
  });

  test('has one encoding: what else is read is written as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const der = Buffer.from(bytes);
        const read = decodeSignature(P256, der);
        expect(read === undefined || encodeSignature(P256, read.r, read.s).equals(der)).toBe(true);
      }),
    );
  });

  test.for([
    ['nothing', ''],
    ['no sequence', '020101020101'],
    ['one number', '3003020101'],
    ['zero', '3006020100020101'],
    ['a negative number', '30060201ff020101'],
    ['a number in more bytes than it needs', '300702020001020101'],
    ['the order of the base point', `30260221${P256.n.toString(16).padStart(66, '0')}020101`],
    ['a length in the long form', '308106020101020101'],
    ['an indefinite length', '30800201010201010000'],
    ['something behind it', '300602010102010100'],
    ['a length beyond its end', '3006020101027f01'],
  ] as const)('is none of %s', ([, der]) => {
    expect(decodeSignature(P256, Buffer.from(der, 'hex'))).toBeUndefined();
  });
});
