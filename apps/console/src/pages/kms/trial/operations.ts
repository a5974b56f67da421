import { textOf, toBase64 } from '../../../shared/bytes.ts';
import type { Metadata } from '../shared/names.ts';
import { isSymmetric } from '../shared/specs.ts';

type Output = Readonly<Record<string, unknown>>;

/** One thing that is tried with a key. */
export interface TrialOperation {
  readonly operation: string;
  readonly label: string;
  /** Fields, by their names in `values`. */
  readonly fields: readonly (readonly [name: string, label: string])[];
  readonly input: (values: Values) => object;
  readonly resultLabel: string;
  readonly result: (output: Output) => string;
  /** The result is what the key protects. */
  readonly secret: boolean;
}

export type Values = Readonly<Record<string, string>>;

const bytesOf = (text: string | undefined): string =>
  toBase64(new TextEncoder().encode(text ?? ''));

const member = (output: Output, name: string): string => {
  const value = output[name];
  return typeof value === 'string' ? value : '';
};

const valid = (name: string) => (output: Output) => (output[name] === true ? 'Valid' : 'Not valid');

const ENCRYPTION: readonly TrialOperation[] = [
  {
    operation: 'Encrypt',
    label: 'Encrypt',
    fields: [['text', 'Text to encrypt']],
    input: ({ text }) => ({ Plaintext: bytesOf(text) }),
    resultLabel: 'Ciphertext (base64)',
    result: (output) => member(output, 'CiphertextBlob'),
    secret: false,
  },
  {
    operation: 'Decrypt',
    label: 'Decrypt',
    fields: [['ciphertext', 'Ciphertext to decrypt (base64)']],
    input: ({ ciphertext = '' }) => ({ CiphertextBlob: ciphertext.trim() }),
    resultLabel: 'Text',
    result: (output) => textOf(member(output, 'Plaintext')),
    secret: true,
  },
];

const SIGNING: readonly TrialOperation[] = [
  {
    operation: 'Sign',
    label: 'Sign',
    fields: [['text', 'Text to sign']],
    input: ({ text }) => ({ Message: bytesOf(text), MessageType: 'RAW' }),
    resultLabel: 'Signature (base64)',
    result: (output) => member(output, 'Signature'),
    secret: false,
  },
  {
    operation: 'Verify',
    label: 'Verify',
    fields: [
      ['text', 'Text that was signed'],
      ['code', 'Signature (base64)'],
    ],
    input: ({ text, code = '' }) => ({
      Message: bytesOf(text),
      MessageType: 'RAW',
      Signature: code.trim(),
    }),
    resultLabel: 'Signature',
    result: valid('SignatureValid'),
    secret: false,
  },
];

const MAC: readonly TrialOperation[] = [
  {
    operation: 'GenerateMac',
    label: 'Generate MAC',
    fields: [['text', 'Text']],
    input: ({ text }) => ({ Message: bytesOf(text) }),
    resultLabel: 'MAC (base64)',
    result: (output) => member(output, 'Mac'),
    secret: false,
  },
  {
    operation: 'VerifyMac',
    label: 'Verify MAC',
    fields: [
      ['text', 'Text that the MAC is of'],
      ['code', 'MAC (base64)'],
    ],
    input: ({ text, code = '' }) => ({ Message: bytesOf(text), Mac: code.trim() }),
    resultLabel: 'MAC',
    result: valid('MacValid'),
    secret: false,
  },
];

export interface TrialKind {
  readonly operations: readonly TrialOperation[];
  /** Member of the inputs that names the algorithm; empty where there is only one. */
  readonly algorithmMember: string;
  readonly algorithms: readonly string[];
}

/** What can be tried with a key by text; undefined where it takes keys of others. */
export const trialOf = (key: Metadata): TrialKind | undefined => {
  switch (key.KeyUsage) {
    case 'ENCRYPT_DECRYPT':
      return {
        operations: ENCRYPTION,
        algorithmMember: isSymmetric(key) ? '' : 'EncryptionAlgorithm',
        algorithms: key.EncryptionAlgorithms ?? [],
      };
    case 'SIGN_VERIFY':
      return {
        operations: SIGNING,
        algorithmMember: 'SigningAlgorithm',
        // It takes digests only, and what one writes here is no digest.
        algorithms: (key.SigningAlgorithms ?? []).filter((name) => name !== 'ED25519_PH_SHA_512'),
      };
    case 'GENERATE_VERIFY_MAC':
      return {
        operations: MAC,
        algorithmMember: 'MacAlgorithm',
        algorithms: key.MacAlgorithms ?? [],
      };
    default:
      return undefined;
  }
};
