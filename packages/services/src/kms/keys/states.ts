import type { KeyState } from '@aws-sdk/client-kms';
import { AwsError } from '@gatehouse/core';
import type { Key } from '../model.ts';

/** What keeps an operation from a key (AWS KMS Developer Guide, "Key states of AWS KMS keys", the table's notes). */
const NOTES: ReadonlyMap<KeyState, readonly [code: string, words: string]> = new Map([
  ['Disabled', ['DisabledException', 'is disabled.']],
  ['PendingDeletion', ['KMSInvalidStateException', 'is pending deletion.']],
  ['PendingReplicaDeletion', ['KMSInvalidStateException', 'is pending replica deletion.']],
  ['PendingImport', ['KMSInvalidStateException', 'is pending import.']],
  [
    'Unavailable',
    [
      'KMSInvalidStateException',
      'is unavailable. You cannot perform this operation on an unavailable KMS key.',
    ],
  ],
  ['Creating', ['KMSInvalidStateException', 'is creating.']],
  ['Updating', ['KMSInvalidStateException', 'is updating.']],
]);

const GOING: readonly KeyState[] = ['PendingDeletion', 'PendingReplicaDeletion'];
const NOT_USABLE: readonly KeyState[] = [
  ...GOING,
  'Disabled',
  'PendingImport',
  'Unavailable',
  'Creating',
];
const CHANGING: readonly KeyState[] = ['Creating', 'Updating'];

/** The states in which an operation is refused; those that are not here are allowed in every state. */
const REFUSED: ReadonlyMap<string, readonly KeyState[]> = new Map<string, readonly KeyState[]>([
  ...[
    'Decapsulate',
    'Decrypt',
    'DeriveSharedSecret',
    'Encapsulate',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateMac',
    'ReEncrypt',
    'ReEncryptFrom',
    'ReEncryptTo',
    'Sign',
    'Verify',
    'VerifyMac',
  ].map((operation) => [operation, NOT_USABLE] as const),
  // A public key is public: that of a disabled key too.
  ['GetPublicKey', NOT_USABLE.filter((state) => state !== 'Disabled')],
  ['CreateGrant', [...GOING, 'Disabled', 'PendingImport', 'Creating']],
  ['CreateAlias', [...GOING, 'Creating']],
  ['DisableKey', [...GOING, 'PendingImport', ...CHANGING]],
  ['EnableKey', [...GOING, 'PendingImport', ...CHANGING]],
  ['EnableKeyRotation', [...GOING, 'Disabled', ...CHANGING]],
  ['DisableKeyRotation', [...GOING, 'Disabled', ...CHANGING]],
  ['RotateKeyOnDemand', [...GOING, 'Disabled', 'PendingImport', ...CHANGING]],
  ['GetKeyRotationStatus', [...GOING, 'Creating']],
  ['GetParametersForImport', [...GOING, ...CHANGING]],
  ['ImportKeyMaterial', [...GOING, ...CHANGING]],
  ['ReplicateKey', [...GOING, 'Disabled', 'PendingImport', ...CHANGING]],
  ['UpdatePrimaryRegion', [...GOING, 'Disabled', 'PendingImport', ...CHANGING]],
  ['ScheduleKeyDeletion', [...GOING, ...CHANGING]],
  ['TagResource', [...GOING, 'Creating']],
  ['UntagResource', [...GOING, 'Creating']],
  ['UpdateKeyDescription', [...GOING, ...CHANGING]],
]);

/** Throws what AWS answers when the key's state does not allow the operation, `Decrypt`, `ReEncryptFrom`. */
export const requireState = (key: Pick<Key, 'arn' | 'state'>, operation: string): void => {
  if (key.state === 'Enabled' || REFUSED.get(operation)?.includes(key.state) !== true) return;
  const [code, words] = NOTES.get(key.state) ?? ['KMSInvalidStateException', 'is not usable.'];
  throw new AwsError(code, `${key.arn} ${words}`);
};
