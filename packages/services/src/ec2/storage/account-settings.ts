import type {
  DisableImageBlockPublicAccessRequest,
  DisableImageBlockPublicAccessResult,
  EnableImageBlockPublicAccessRequest,
  EnableImageBlockPublicAccessResult,
  GetImageBlockPublicAccessStateRequest,
  GetImageBlockPublicAccessStateResult,
  DisableEbsEncryptionByDefaultRequest,
  DisableEbsEncryptionByDefaultResult,
  DisableSnapshotBlockPublicAccessRequest,
  EnableSnapshotBlockPublicAccessRequest,
  GetEbsDefaultKmsKeyIdRequest,
  GetEbsDefaultKmsKeyIdResult,
  GetEbsEncryptionByDefaultRequest,
  GetEbsEncryptionByDefaultResult,
  GetSnapshotBlockPublicAccessStateRequest,
  GetSnapshotBlockPublicAccessStateResult,
  ModifyEbsDefaultKmsKeyIdRequest,
  SnapshotBlockPublicAccessState,
} from '@aws-sdk/client-ec2';
import { authorizeAll } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { missingParameter, parameterInvalid } from '../errors.ts';
import { changes, shows } from '../operation.ts';
import { settings } from '../repositories/settings.ts';
import {
  DEFAULT_KEY,
  ENCRYPTS_BY_DEFAULT,
  keyArn,
  MANAGED_ALIAS,
  shownDefaultKey,
} from './encryption.ts';
import { publicAccess, setPublicAccess } from './public-access.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html */
export const getEbsEncryptionByDefault = () =>
  shows<GetEbsEncryptionByDefaultRequest, GetEbsEncryptionByDefaultResult>(
    {},
    async (_input, call) => {
      await authorizeAll(call, 'GetEbsEncryptionByDefault');
      const state = await settings.get(call.tx, call, ENCRYPTS_BY_DEFAULT);
      return { EbsEncryptionByDefault: state === 'true', SseType: 'sse-ebs' };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableEbsEncryptionByDefault.html and API_Disable… */
export const switchEncryption = (verb: 'Disable' | 'Enable') =>
  changes<DisableEbsEncryptionByDefaultRequest, DisableEbsEncryptionByDefaultResult>(
    {},
    async (_input, call) => {
      await authorizeAll(call, `${verb}EbsEncryptionByDefault`);
      const enabled = verb === 'Enable';
      await settings.put(call.tx, call, ENCRYPTS_BY_DEFAULT, String(enabled));
      return { EbsEncryptionByDefault: enabled };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsDefaultKmsKeyId.html */
export const getEbsDefaultKmsKeyId = (deps: Ec2Deps) =>
  shows<GetEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>({}, async (_input, call) => {
    await authorizeAll(call, 'GetEbsDefaultKmsKeyId');
    return { KmsKeyId: await shownDefaultKey(deps, call) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html */
export const modifyEbsDefaultKmsKeyId = (deps: Ec2Deps) =>
  changes<ModifyEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>(
    {},
    async ({ KmsKeyId }, call) => {
      await authorizeAll(call, 'ModifyEbsDefaultKmsKeyId');
      if (KmsKeyId === undefined || KmsKeyId === '') throw missingParameter('KmsKeyId');
      const key = await keyArn(deps, call, KmsKeyId);
      await settings.put(call.tx, call, DEFAULT_KEY, key);
      return { KmsKeyId: key };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetEbsDefaultKmsKeyId.html */
export const resetEbsDefaultKmsKeyId = (deps: Ec2Deps) =>
  changes<GetEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>({}, async (_input, call) => {
    await authorizeAll(call, 'ResetEbsDefaultKmsKeyId');
    await settings.remove(call.tx, call, DEFAULT_KEY);
    return { KmsKeyId: await keyArn(deps, call, MANAGED_ALIAS) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html */
export const getSnapshotBlockPublicAccessState = () =>
  shows<GetSnapshotBlockPublicAccessStateRequest, GetSnapshotBlockPublicAccessStateResult>(
    {},
    async (_input, call) => {
      await authorizeAll(call, 'GetSnapshotBlockPublicAccessState');
      return { State: await publicAccess(call.tx, call, 'snapshot'), ManagedBy: 'account' };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableSnapshotBlockPublicAccess.html */
export const enableSnapshotBlockPublicAccess = () =>
  changes<EnableSnapshotBlockPublicAccessRequest, { State: SnapshotBlockPublicAccessState }>(
    {},
    async ({ State }, call) => {
      await authorizeAll(call, 'EnableSnapshotBlockPublicAccess');
      if (State === undefined) throw missingParameter('State');
      if (State !== 'block-all-sharing' && State !== 'block-new-sharing')
        throw parameterInvalid('State', State, 'Unknown state.');
      await setPublicAccess(call.tx, call, 'snapshot', State);
      return { State };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableSnapshotBlockPublicAccess.html */
export const disableSnapshotBlockPublicAccess = () =>
  changes<DisableSnapshotBlockPublicAccessRequest, { State: SnapshotBlockPublicAccessState }>(
    {},
    async (_input, call) => {
      await authorizeAll(call, 'DisableSnapshotBlockPublicAccess');
      await setPublicAccess(call.tx, call, 'snapshot', 'unblocked');
      return { State: 'unblocked' };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetImageBlockPublicAccessState.html */
export const getImageBlockPublicAccessState = () =>
  shows<GetImageBlockPublicAccessStateRequest, GetImageBlockPublicAccessStateResult>(
    {},
    async (_input, call) => {
      await authorizeAll(call, 'GetImageBlockPublicAccessState');
      const state = await publicAccess(call.tx, call, 'image');
      return { ImageBlockPublicAccessState: state, ManagedBy: 'account' };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableImageBlockPublicAccess.html */
export const enableImageBlockPublicAccess = () =>
  changes<EnableImageBlockPublicAccessRequest, EnableImageBlockPublicAccessResult>(
    {},
    async ({ ImageBlockPublicAccessState: state }, call) => {
      await authorizeAll(call, 'EnableImageBlockPublicAccess');
      if (state === undefined) throw missingParameter('ImageBlockPublicAccessState');
      if (state !== 'block-new-sharing')
        throw parameterInvalid('ImageBlockPublicAccessState', state, 'Unknown state.');
      await setPublicAccess(call.tx, call, 'image', state);
      return { ImageBlockPublicAccessState: state };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableImageBlockPublicAccess.html */
export const disableImageBlockPublicAccess = () =>
  changes<DisableImageBlockPublicAccessRequest, DisableImageBlockPublicAccessResult>(
    {},
    async (_input, call) => {
      await authorizeAll(call, 'DisableImageBlockPublicAccess');
      await setPublicAccess(call.tx, call, 'image', 'unblocked');
      return { ImageBlockPublicAccessState: 'unblocked' };
    },
  );
