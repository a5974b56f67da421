import type {
  CreateKeyRequest,
  CreateKeyResponse,
  KeySpec,
  KeyUsageType,
} from '@aws-sdk/client-kms';
import { type Call, receives, requestTagKeys, type Tags, tagStore } from '@gatehouse/service-kit';
import { callerConditions } from '../access/key-conditions.ts';
import type { PreparedMaterial } from '../material/material.ts';
import type { Key, KeyPolicy, KeyRef } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { checkedPolicy, POLICY } from '../policies/checked-policy.ts';
import { defaultKeyPolicy } from '../policies/default-policies.ts';
import { keys } from '../repositories/keys.ts';
import {
  keyStoreMissing,
  noKeyStore,
  tooManyKeys,
  twoSpecs,
  unsupported,
  usageDoesNotFit,
  usageMissing,
  validation,
} from './errors.ts';
import { keyMetadata } from './metadata.ts';
import { keyArn } from './names.ts';
import { KEY_SPECS, KEY_USAGES, specFacts } from './specs.ts';
import { requestTags, tagOwner, TAGS } from './tags.ts';

const USUAL_KEYS = 100_000;

interface Draft {
  readonly spec: KeySpec;
  readonly usage: KeyUsageType;
  readonly origin: 'AWS_KMS' | 'EXTERNAL';
  readonly tags: Tags;
}

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

/** There are no custom key stores here, so none has the id that a request gives. */
const originOf = ({ Origin = 'AWS_KMS', CustomKeyStoreId, XksKeyId }: CreateKeyRequest) => {
  if (CustomKeyStoreId !== undefined) throw noKeyStore(CustomKeyStoreId);
  if (Origin === 'AWS_CLOUDHSM' || Origin === 'EXTERNAL_KEY_STORE') throw keyStoreMissing(Origin);
  if (XksKeyId !== undefined)
    throw validation('XksKeyId is valid only for the Origin EXTERNAL_KEY_STORE.');
  return Origin;
};

const draftOf = (input: CreateKeyRequest): Draft => {
  const spec = specOf(input);
  const usage = usageOf(input, spec);
  return { spec, usage, origin: originOf(input), tags: requestTags(input.Tags) };
};

/** Condition keys of what a request would make; those of tags it has in both forms (service authorization reference). */
const authorizeCreation = async (
  call: Call,
  input: CreateKeyRequest,
  { spec, usage, origin, tags }: Draft,
): Promise<void> => {
  const conditions = {
    ...requestTagKeys(tags),
    ...callerConditions(call, { action: 'CreateKey', keyId: '' }),
    'kms:KeySpec': spec,
    'kms:CustomerMasterKeySpec': spec,
    'kms:KeyUsage': usage,
    'kms:CustomerMasterKeyUsage': usage,
    'kms:KeyOrigin': origin,
    'kms:MultiRegion': input.MultiRegion === true,
    'kms:MultiRegionKeyType': input.MultiRegion === true ? 'PRIMARY' : undefined,
    'kms:BypassPolicyLockoutSafetyCheck': input.BypassPolicyLockoutSafetyCheck === true,
  };
  await call.authorize('kms:CreateKey', '*', conditions);
  if (tags.size > 0) await call.authorize('kms:TagResource', '*', conditions);
};

const newKey = (
  ref: KeyRef,
  input: CreateKeyRequest,
  { spec, usage, origin, tags }: Draft,
  policy: KeyPolicy,
  now: Date,
): Key => ({
  ...ref,
  arn: keyArn(ref),
  createdAt: now,
  state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
  details: {
    description: input.Description ?? '',
    spec,
    usage,
    origin,
    manager: 'CUSTOMER',
    multiRegion:
      input.MultiRegion === true ? { primaryRegion: ref.region, replicaRegions: [] } : undefined,
  },
  currentMaterial: undefined,
  policy,
  tags,
  aliases: [],
});

const requireRoom = async ({ quotas }: KmsParts, call: Call): Promise<void> => {
  const most = quotas?.keys ?? USUAL_KEYS;
  if ((await keys.count(call.tx, call)) >= most) throw tooManyKeys(most);
};

const run = async (
  parts: KmsParts,
  input: CreateKeyRequest,
  call: Call,
  prepared: PreparedMaterial | undefined,
): Promise<CreateKeyResponse> => {
  const { tx, account, region, now } = call;
  const draft = draftOf(input);
  await authorizeCreation(call, input, draft);
  await requireRoom(parts, call);
  const id = input.MultiRegion === true ? `mrk-${parts.ids.hex(32)}` : parts.ids.uuid();
  const ref = { account, region, id };
  const policy =
    input.Policy === undefined
      ? { document: defaultKeyPolicy(ref), principals: new Map<string, string>() }
      : await checkedPolicy(
          parts,
          call,
          { ...ref, arn: keyArn(ref) },
          input.Policy,
          input.BypassPolicyLockoutSafetyCheck === true,
        );
  const key = newKey(ref, input, draft, policy, now);
  await keys.insert(tx, key);
  await tagStore.put(tx, tagOwner(key), key.tags);
  const currentMaterial =
    draft.origin === 'EXTERNAL'
      ? undefined
      : await parts.materials.generate(tx, key, { at: now, prepared });
  await keys.setMaterial(tx, key, currentMaterial);
  call.touch({ type: 'AWS::KMS::Key', name: key.arn, arn: key.arn });
  return { KeyMetadata: keyMetadata({ ...key, currentMaterial }) };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey = (parts: KmsParts) =>
  receives<CreateKeyRequest, Draft, PreparedMaterial | undefined, CreateKeyResponse>(
    {
      limits: {
        Description: { maxLength: 8192 },
        KeySpec: { oneOf: KEY_SPECS },
        CustomerMasterKeySpec: { oneOf: KEY_SPECS },
        KeyUsage: { oneOf: KEY_USAGES },
        Origin: { oneOf: ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] },
        CustomKeyStoreId: { minLength: 1, maxLength: 64 },
        Policy: POLICY,
        ...TAGS,
      },
      partial: 'No custom key stores.',
    },
    {
      admit: async (input, call) => {
        const draft = draftOf(input);
        await authorizeCreation(call, input, draft);
        await requireRoom(parts, call);
        return draft;
      },
      // An RSA key takes seconds to make, which no transaction waits for.
      keep: async (_input, { spec, origin }) =>
        origin === 'EXTERNAL' ? undefined : parts.materials.prepare(spec),
      run: (input, call, prepared) => run(parts, input, call, prepared),
    },
  );
