import type { EventShape } from '@gatehouse/service-kit';

/** Members that no event shows: what is encrypted, signed and derived, key material, and grant tokens. */
const OMITTED = new Set(
  'Plaintext CiphertextBlob SourceCiphertextBlob Message Signature Mac PublicKey PrivateKeyPlaintext PrivateKeyCiphertextBlob SharedSecret EncryptedKeyMaterial ImportToken ParametersForImport GrantToken GrantTokens Recipient CiphertextForRecipient SharedSecretCiphertextBlob'.split(
    ' ',
  ),
);
/** Members whose own members are the caller's names, which keep their case. */
const MAPS = new Set([
  'EncryptionContext',
  'SourceEncryptionContext',
  'DestinationEncryptionContext',
  'EncryptionContextEquals',
  'EncryptionContextSubset',
]);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const shown = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shown);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date || value instanceof Uint8Array) return value;
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value))
    if (!OMITTED.has(name))
      members.push([lowerFirst(name), MAPS.has(name) ? member : shown(member)]);
  return Object.fromEntries(members);
};

/** AWS KMS Developer Guide, "Examples of AWS KMS log entries". */
export const EVENT_SHAPE: EventShape = {
  // Who retires by a token says nothing that may be shown: `additionalEventData` has the grant's id.
  request: (operation, input) => (operation === 'RetireGrant' ? undefined : shown(input)),
  response: (_operation, output) => shown(output),
  errorCode: (code) => (code === 'AccessDeniedException' ? 'AccessDenied' : code),
};
