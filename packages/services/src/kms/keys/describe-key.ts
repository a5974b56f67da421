import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms';
import { type Call, reads } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { KEY_ID } from './administered-key.ts';
import { MANAGED_NAMES, MANAGED_PREFIX, managedKey } from './managed-keys.ts';
import { keyMetadata } from './metadata.ts';
import { aliasArn, parseKeyName } from './names.ts';

/**
 * KMS API Reference, DescribeKey: a predefined AWS alias that names no key yet gets one. The key is made in a write of its
 * own: services, which may be in one, ask the KeyPort instead.
 */
const makePredefined = async (parts: KmsParts, call: Call, keyId: string): Promise<void> => {
  const name = parseKeyName(call, keyId);
  if (name?.kind !== 'alias' || !name.name.startsWith(MANAGED_PREFIX)) return;
  if (name.account !== call.account || name.region !== call.region) return;
  const service = name.name.slice(MANAGED_PREFIX.length);
  if (!MANAGED_NAMES.includes(service)) return;
  if ((await parts.keys.find(call, name.name)) !== undefined) return;
  const { allowed } = await call.decide('kms:DescribeKey', aliasArn(call, name.name));
  if (allowed) await parts.store.write((tx) => managedKey(parts, tx, name, service));
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const describeKey = (parts: KmsParts) =>
  reads<DescribeKeyRequest, DescribeKeyResponse>(
    {
      limits: {
        ...KEY_ID,
        GrantTokens: { maxLength: 10 },
        'GrantTokens[]': { minLength: 1, maxLength: 8192 },
      },
    },
    async (input, call) => {
      const keyId = input.KeyId ?? '';
      await makePredefined(parts, call, keyId);
      const { key } = await parts.permit(call, {
        action: 'DescribeKey',
        keyId,
        grantOperation: 'DescribeKey',
        grantTokens: input.GrantTokens,
      });
      return { KeyMetadata: keyMetadata(key) };
    },
  );
