import { expect, test } from 'vitest';
import {
  formatNoteInFile,
  newSigningKey,
  openCheckpoint,
  parseVerifierKeys,
  signerOf,
  splitNotes,
} from './index.ts';
import { entries, signed, signer, stranger } from './log.fixture.ts';

const keys = parseVerifierKeys(signer.verifierKey);

test('a checkpoint is a signed note of origin, size and root', async () => {
  const note = await signed(entries(3));

  const [origin, size, root, empty, signature, end] = note.split('\n');
  expect([origin, size, empty, end]).toEqual(['gatehouse.test/audit', '3', '', '']);
  expect(Buffer.from(root ?? '', 'base64')).toHaveLength(32);
  expect(signature).toMatch(/^\u2014 gatehouse\.test\/audit [A-Za-z0-9+/]{91}=$/);
  expect(openCheckpoint(note, keys)).toMatchObject({ valid: true, checkpoint: { size: 3 } });
});

// https://c2sp.org/signed-note has this note; the key is the one of its author's package documentation.
test('a note that another implementation signed opens with its key', () => {
  const known = parseVerifierKeys(
    'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  );

  expect(known[0]?.name).toBe('PeterNeumann');
  expect(
    known[0]?.verifies(
      Buffer.from(
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
      ),
      Buffer.from(
        'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
        'base64',
      ).subarray(4),
    ),
  ).toBe(true);
});

test('every changed character of a checkpoint closes it', async () => {
  const note = await signed(entries(3));

  for (let at = 0; at < note.length; at += 1) {
    const other = note[at] === 'A' ? 'B' : 'A';
    expect(openCheckpoint(note.slice(0, at) + other + note.slice(at + 1), keys).valid).toBe(false);
  }
});

test('a checkpoint of another key with the same name is not signed by ours', async () => {
  const note = await signed(entries(3), stranger);

  expect(openCheckpoint(note, keys)).toMatchObject({ valid: false, because: 'unknown-key' });
});

test('after a rotation, what the old key signed still opens', async () => {
  const note = await signed(entries(3));
  const both = parseVerifierKeys(`${stranger.verifierKey}\n${signer.verifierKey}\n`);

  expect(openCheckpoint(note, both).valid).toBe(true);
});

test.for([
  ['', 'nothing'],
  ['gatehouse.test/audit\n3\n', 'no signature'],
  [
    'gatehouse.test/audit\n03\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 a AAAAAAAA\n',
    'a leading zero',
  ],
  ['gatehouse.test/audit\n3\nAAAA\n\n\u2014 a AAAAAAAA\n', 'a short root'],
  ['x'.repeat(30_000), 'too much'],
] as const)('%# is malformed: %s', ([note]) => {
  expect(openCheckpoint(note, keys)).toMatchObject({ valid: false, because: 'malformed' });
});

test.for(['', 'a+b', 'name+00000000+AAAA', `${signer.verifierKey}A`, `x${signer.verifierKey}`])(
  '"%s" is no public key',
  (text) => {
    expect(() => parseVerifierKeys(text)).toThrow(/public key/);
  },
);

test('a private key never gets into the error about it', () => {
  const pem = newSigningKey().replace('PRIVATE', 'PUBLIC');

  expect(() => signerOf('a', pem)).toThrow('the signing key is not a private key in PEM');
  expect(() => signerOf('two words', newSigningKey())).toThrow(/cannot name a key/);
});

test('a file of notes gives them back, without what a crash left unfinished', async () => {
  const notes = [await signed(entries(1)), await signed(entries(2))];
  const whole = notes.map(formatNoteInFile).join('');

  expect(splitNotes(whole)).toEqual({ notes, length: whole.length });
  for (let cut = 1; cut < 100; cut += 1) {
    expect(splitNotes(whole.slice(0, -cut)).notes).toEqual(notes.slice(0, 1));
  }
});
