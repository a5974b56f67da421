import type {
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
import { missingParameter, parameterInvalid } from '../errors.ts';
import { changes, shows } from '../operation.ts';
import { settings } from '../repositories/settings.ts';
import { DEFAULT_KEY, defaultKey, ENCRYPTS_BY_DEFAULT, keyArn } from './encryption.ts';
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
export const getEbsDefaultKmsKeyId = () =>
  shows<GetEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>({}, async (_input, call) => {
    await authorizeAll(call, 'GetEbsDefaultKmsKeyId');
    return { KmsKeyId: await defaultKey(call.tx, call) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html */
export const modifyEbsDefaultKmsKeyId = () =>
  changes<ModifyEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>(
    { partial: 'the key is taken at its word' },
    async ({ KmsKeyId }, call) => {
      await authorizeAll(call, 'ModifyEbsDefaultKmsKeyId');
      if (KmsKeyId === undefined || KmsKeyId === '') throw missingParameter('KmsKeyId');
      const key = keyArn(call, KmsKeyId);
      await settings.put(call.tx, call, DEFAULT_KEY, key);
      return { KmsKeyId: key };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetEbsDefaultKmsKeyId.html */
export const resetEbsDefaultKmsKeyId = () =>
  changes<GetEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>({}, async (_input, call) => {
    await authorizeAll(call, 'ResetEbsDefaultKmsKeyId');
    const key = keyArn(call, 'alias/aws/ebs');
    await settings.put(call.tx, call, DEFAULT_KEY, key);
    return { KmsKeyId: key };
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
