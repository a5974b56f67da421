import type {
  CreateKeyRequest,
  CreateKeyResponse,
  KeySpec,
  KeyUsageType,
} from '@aws-sdk/client-kms';
import { type Call, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { Key, Origin } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { defaultKeyPolicy } from '../policies/default-policies.ts';
import { keys } from '../repositories/keys.ts';
import { twoSpecs, unsupported, usageDoesNotFit, usageMissing } from './errors.ts';
import { keyMetadata } from './metadata.ts';
import { keyArn } from './names.ts';
import { KEY_SPECS, KEY_USAGES, specFacts } from './specs.ts';

const specOf = ({ KeySpec, CustomerMasterKeySpec }: CreateKeyRequest): KeySpec => {
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined) throw twoSpecs();
  return KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
};

const usageOf = ({ KeyUsage }: CreateKeyRequest, spec: KeySpec): KeyUsageType => {
  const facts = specFacts(spec);
  if (facts === undefined) throw unsupported(`KeySpec ${spec} is not supported in this Region.`);
  if (KeyUsage === undefined && spec !== 'SYMMETRIC_DEFAULT') throw usageMissing();
  const usage = KeyUsage ?? 'ENCRYPT_DECRYPT';
  if (!facts.usages.includes(usage)) throw usageDoesNotFit(usage, spec);
  return usage;
};

const draft = (parts: KmsParts, input: CreateKeyRequest, call: Call): Key => {
  const { account, region } = call;
  const spec = specOf(input);
  const multi = input.MultiRegion === true;
  const id = multi ? `mrk-${parts.ids.hex(32)}` : parts.ids.uuid();
  const origin: Origin = input.Origin === 'EXTERNAL' ? 'EXTERNAL' : 'AWS_KMS';
  return {
    account,
    region,
    id,
    arn: keyArn({ account, region, id }),
    createdAt: call.now,
    state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
    details: {
      description: input.Description ?? '',
      spec,
      usage: usageOf(input, spec),
      origin,
      manager: 'CUSTOMER',
      multiRegion: multi ? { primaryRegion: region, replicaRegions: [] } : undefined,
    },
    currentMaterial: undefined,
    policy: { document: input.Policy ?? defaultKeyPolicy(call), principals: new Map() },
    tags: new Map((input.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey ?? '', TagValue ?? ''])),
    aliases: [],
  };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey = (parts: KmsParts) =>
  writes<CreateKeyRequest, CreateKeyResponse>(
    {
      limits: {
        Description: { maxLength: 8192 },
        KeySpec: { oneOf: KEY_SPECS },
        KeyUsage: { oneOf: KEY_USAGES },
      },
    },
    async (input, call) => {
      const { tx } = call;
      const key = draft(parts, input, call);
      await call.authorize('kms:CreateKey', '*', requestTagKeys(key.tags));
      await keys.insert(tx, key);
      const owner = { arn: key.arn, account: key.account, region: key.region, type: 'kms:key' };
      await tagStore.put(tx, owner, key.tags);
      const currentMaterial =
        key.details.origin === 'EXTERNAL'
          ? undefined
          : await parts.materials.generate(tx, key, { at: call.now });
      await keys.setMaterial(tx, key, currentMaterial);
      call.touch({ type: 'AWS::KMS::Key', name: key.id, arn: key.arn });
      return { KeyMetadata: keyMetadata({ ...key, currentMaterial }) };
    },
  );
