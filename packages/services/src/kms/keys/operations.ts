import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from '../policies/operations.ts';
import { createAlias, deleteAlias, listAliases, updateAlias } from './aliases.ts';
import { createKey } from './create-key.ts';
import { cancelKeyDeletion, scheduleKeyDeletion } from './deletion.ts';
import { describeKey } from './describe-key.ts';
import { disableKey, enableKey, updateKeyDescription } from './enabling.ts';
import {
  deleteImportedKeyMaterial,
  getParametersForImport,
  importKeyMaterial,
} from './imports/operations.ts';
import { getKeyLastUsage } from './last-usage.ts';
import { listKeys } from './list-keys.ts';
import { replicateKey, updatePrimaryRegion } from './replicas.ts';
import {
  disableKeyRotation,
  enableKeyRotation,
  getKeyRotationStatus,
  listKeyRotations,
  rotateKeyOnDemand,
} from './rotation.ts';
import { listResourceTags, tagResource, untagResource } from './tags.ts';

/** The operations that manage keys. */
export const keyOperations = (parts: KmsParts): Readonly<Record<string, OperationDefinition>> => ({
  CancelKeyDeletion: cancelKeyDeletion(parts),
  CreateAlias: createAlias(parts),
  CreateKey: createKey(parts),
  DeleteAlias: deleteAlias(parts),
  DeleteImportedKeyMaterial: deleteImportedKeyMaterial(parts),
  DescribeKey: describeKey(parts),
  DisableKey: disableKey(parts),
  DisableKeyRotation: disableKeyRotation(parts),
  EnableKey: enableKey(parts),
  EnableKeyRotation: enableKeyRotation(parts),
  GetKeyLastUsage: getKeyLastUsage(parts),
  GetKeyPolicy: getKeyPolicy(parts),
  GetKeyRotationStatus: getKeyRotationStatus(parts),
  GetParametersForImport: getParametersForImport(parts),
  ImportKeyMaterial: importKeyMaterial(parts),
  ListAliases: listAliases(parts),
  ListKeyPolicies: listKeyPolicies(parts),
  ListKeyRotations: listKeyRotations(parts),
  ListKeys: listKeys(parts),
  ListResourceTags: listResourceTags(parts),
  PutKeyPolicy: putKeyPolicy(parts),
  ReplicateKey: replicateKey(parts),
  RotateKeyOnDemand: rotateKeyOnDemand(parts),
  ScheduleKeyDeletion: scheduleKeyDeletion(parts),
  TagResource: tagResource(parts),
  UntagResource: untagResource(parts),
  UpdateAlias: updateAlias(parts),
  UpdateKeyDescription: updateKeyDescription(parts),
  UpdatePrimaryRegion: updatePrimaryRegion(parts),
});
