import type { ReEncryptRequest, ReEncryptResponse } from '@aws-sdk/client-kms';
import { type Call, type OperationDefinition, reads } from '@gatehouse/service-kit';
import type { Key } from '../../model.ts';
import { ciphertextOf, DRY_RUN_MODIFIERS } from '../dry-run.ts';
import { encryptUnder, requireAlgorithm, requireEncryptable } from '../encryption.ts';
import { dryRun, unfitUsage } from '../errors.ts';
import { BLOB, COMMON, ENCRYPTION_ALGORITHM } from '../limits.ts';
import type { CryptoParts } from '../parts.ts';
import { openSource, permitSource, requireOpenable, type Source } from '../source.ts';

const { KeyId, ...TOKENS } = COMMON;
const LIMITS = {
  ...TOKENS,
  ...DRY_RUN_MODIFIERS,
  ...(KeyId === undefined ? {} : { SourceKeyId: KeyId, DestinationKeyId: KeyId }),
  CiphertextBlob: BLOB,
  SourceEncryptionAlgorithm: ENCRYPTION_ALGORITHM,
  DestinationEncryptionAlgorithm: ENCRYPTION_ALGORITHM,
};

/** Both keys, found without a permission: only to say whether they are one (`kms:ReEncryptOnSameKey`). */
const areSame = async (
  parts: CryptoParts,
  call: Call,
  input: ReEncryptRequest,
): Promise<boolean> => {
  const target = await parts.keys.find(call, input.DestinationKeyId ?? '');
  if (target === undefined) return false;
  if (input.SourceKeyId !== undefined)
    return (await parts.keys.find(call, input.SourceKeyId))?.arn === target.arn;
  const header =
    input.CiphertextBlob === undefined ? undefined : parts.ciphertexts.parse(input.CiphertextBlob);
  return header !== undefined && header.account === target.account && header.keyId === target.id;
};

interface Both {
  readonly source: Source;
  readonly target: Key;
}

/** The caller needs `kms:ReEncryptFrom` for the one key and `kms:ReEncryptTo` for the other. */
const permitBoth = async (
  parts: CryptoParts,
  call: Call,
  input: ReEncryptRequest,
): Promise<Both> => {
  const {
    SourceEncryptionAlgorithm: from = 'SYMMETRIC_DEFAULT',
    DestinationEncryptionAlgorithm: to = 'SYMMETRIC_DEFAULT',
    GrantTokens: grantTokens,
  } = input;
  const same = { 'kms:ReEncryptOnSameKey': await areSame(parts, call, input) };
  const source = await permitSource(parts, call, {
    blob: ciphertextOf(input),
    keyId: input.SourceKeyId,
    algorithm: from,
    context: input.SourceEncryptionContext,
    use: {
      action: 'ReEncryptFrom',
      grantOperation: 'ReEncryptFrom',
      grantTokens,
      keys: { ...same, 'kms:EncryptionAlgorithm': from },
    },
  });
  requireOpenable(source, 'ReEncrypt');
  const { key: target } = await parts.permit(call, {
    action: 'ReEncryptTo',
    keyId: input.DestinationKeyId ?? '',
    grantOperation: 'ReEncryptTo',
    grantTokens,
    encryptionContext: input.DestinationEncryptionContext,
    keys: { ...same, 'kms:EncryptionAlgorithm': to },
  });
  if (target.details.usage !== 'ENCRYPT_DECRYPT') throw unfitUsage(target, 'ReEncrypt');
  requireAlgorithm(target, to);
  return { source, target };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
export const reEncrypt = (parts: CryptoParts): OperationDefinition =>
  reads<ReEncryptRequest, ReEncryptResponse>({ limits: LIMITS }, async (input, call) => {
    const { source, target } = await permitBoth(parts, call, input);
    if (source.blob === undefined) throw dryRun();
    const to = input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    const context = input.DestinationEncryptionContext;
    const { plaintext, material } = await openSource(parts, call, source);
    try {
      requireEncryptable(target, to, context, plaintext);
      if (input.DryRun === true) throw dryRun();
      const made = await encryptUnder(parts, call, target, to, context, plaintext);
      call.remark({
        ...(material === undefined ? {} : { sourceKeyMaterialId: material }),
        ...(made.material === undefined ? {} : { destinationKeyMaterialId: made.material }),
      });
      return {
        CiphertextBlob: made.blob,
        SourceKeyId: source.key.arn,
        KeyId: target.arn,
        SourceEncryptionAlgorithm: source.algorithm,
        DestinationEncryptionAlgorithm: to,
        ...(material === undefined ? {} : { SourceKeyMaterialId: material }),
        ...(made.material === undefined ? {} : { DestinationKeyMaterialId: made.material }),
      };
    } finally {
      plaintext.fill(0);
    }
  });
