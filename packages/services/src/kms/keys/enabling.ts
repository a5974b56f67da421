import type {
  DisableKeyRequest,
  EnableKeyRequest,
  UpdateKeyDescriptionRequest,
} from '@aws-sdk/client-kms';
import { writes } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { administeredKey, affected, KEY_ID } from './administered-key.ts';
import { daysUnused } from './last-usage.ts';
import { scheduleRotation } from './rotate.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const enableKey = (parts: KmsParts) =>
  writes<EnableKeyRequest, object>({ limits: KEY_ID }, async (input, call) => {
    const key = await administeredKey(parts, call, 'EnableKey', input.KeyId);
    await keys.setState(call.tx, key, 'Enabled');
    // A rotation that came due meanwhile was put off (AWS KMS Developer Guide, "Rotating AWS KMS keys", disabled keys).
    await scheduleRotation(call.tx, { ...key, state: 'Enabled' });
    return affected(key);
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const disableKey = (parts: KmsParts) =>
  writes<DisableKeyRequest, object>({ limits: KEY_ID }, async (input, call) => {
    const conditions = await daysUnused(parts, call, input.KeyId);
    const key = await administeredKey(parts, call, 'DisableKey', input.KeyId, conditions);
    await keys.setState(call.tx, key, 'Disabled');
    return affected(key);
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const updateKeyDescription = (parts: KmsParts) =>
  writes<UpdateKeyDescriptionRequest, object>(
    { limits: { ...KEY_ID, Description: { maxLength: 8192 } } },
    async (input, call) => {
      const key = await administeredKey(parts, call, 'UpdateKeyDescription', input.KeyId);
      const description = input.Description ?? '';
      await keys.setDetails(call.tx, key, { ...key.details, description });
      return affected(key);
    },
  );
