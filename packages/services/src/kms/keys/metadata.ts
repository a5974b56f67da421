import type { KeyMetadata, MultiRegionConfiguration } from '@aws-sdk/client-kms';
import type { Key } from '../model.ts';
import { keyArn } from './names.ts';
import { algorithmsOf, isSymmetric } from './specs.ts';

const configuration = ({ account, region, id, details }: Key): MultiRegionConfiguration => {
  const primary = details.multiRegion?.primaryRegion ?? region;
  const member = (at: string) => ({ Arn: keyArn({ account, region: at, id }), Region: at });
  return {
    MultiRegionKeyType: primary === region ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: member(primary),
    ReplicaKeys: (details.multiRegion?.replicaRegions ?? []).map(member),
  };
};

const deletionFacts = ({ state, details: { deletion } }: Key) => {
  if (state === 'PendingReplicaDeletion') return { PendingDeletionWindowInDays: deletion?.days };
  return deletion?.at === undefined ? {} : { DeletionDate: new Date(deletion.at) };
};

const expiryFacts = ({ details: { expires } }: Key) =>
  expires === undefined
    ? {}
    : {
        ExpirationModel: expires.model,
        ...(expires.at === undefined ? {} : { ValidTo: new Date(expires.at) }),
      };

/** KMS API Reference, KeyMetadata. */
export const keyMetadata = (key: Key): KeyMetadata => {
  const { details } = key;
  return {
    AWSAccountId: key.account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt,
    Enabled: key.state === 'Enabled',
    Description: details.description,
    KeyUsage: details.usage,
    KeyState: key.state,
    ...deletionFacts(key),
    Origin: details.origin,
    ...expiryFacts(key),
    KeyManager: details.manager,
    // The older member has the same text, though its type lacks the newer specs.
    CustomerMasterKeySpec: details.spec as KeyMetadata['CustomerMasterKeySpec'],
    KeySpec: details.spec,
    ...algorithmsOf(details.spec, details.usage),
    MultiRegion: details.multiRegion !== undefined,
    ...(details.multiRegion === undefined ? {} : { MultiRegionConfiguration: configuration(key) }),
    ...(isSymmetric(details.spec) && key.currentMaterial !== undefined
      ? { CurrentKeyMaterialId: key.currentMaterial }
      : {}),
  };
};
