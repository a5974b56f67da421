import type {
  CancelKeyDeletionRequest,
  CancelKeyDeletionResponse,
  ScheduleKeyDeletionRequest,
  ScheduleKeyDeletionResponse,
} from '@aws-sdk/client-kms';
import { writes } from '@gatehouse/service-kit';
import { cancelWork } from '@gatehouse/store';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { administeredKey, KEY_ID } from './administered-key.ts';
import { beginWait, DELETION } from './delete.ts';
import { invalidState, windowOutOfRange } from './errors.ts';
import { isPrimary, replicaRefs } from './family.ts';
import { stateOrImport } from './imports/materials.ts';
import { daysUnused } from './last-usage.ts';
import { workKey } from './rotate.ts';

const USUAL_DAYS = 30;
const FEWEST_DAYS = 7;
const MOST_DAYS = 30;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const scheduleKeyDeletion = (parts: KmsParts) =>
  writes<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse>(
    { limits: { ...KEY_ID, PendingWindowInDays: { minValue: 1, maxValue: 365 } } },
    async ({ KeyId, PendingWindowInDays: days = USUAL_DAYS }, call) => {
      const key = await administeredKey(parts, call, 'ScheduleKeyDeletion', KeyId, {
        'kms:ScheduleKeyDeletionPendingWindowInDays': days,
        ...(await daysUnused(parts, call, KeyId)),
      });
      if (days < FEWEST_DAYS || days > MOST_DAYS) throw windowOutOfRange(days);
      const answer = { KeyId: key.arn, PendingWindowInDays: days };
      if (isPrimary(key) && replicaRefs(key).length > 0) {
        await keys.setDetails(call.tx, key, { ...key.details, deletion: { days } });
        await keys.setState(call.tx, key, 'PendingReplicaDeletion');
        return { ...answer, KeyState: 'PendingReplicaDeletion' };
      }
      const at = await beginWait(call.tx, key, days, call.now);
      return { ...answer, DeletionDate: at, KeyState: 'PendingDeletion' };
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const cancelKeyDeletion = (parts: KmsParts) =>
  writes<CancelKeyDeletionRequest, CancelKeyDeletionResponse>(
    { limits: KEY_ID },
    async (input, call) => {
      const key = await administeredKey(parts, call, 'CancelKeyDeletion', input.KeyId);
      if (key.details.deletion === undefined) throw invalidState(key, 'is not pending deletion.');
      await cancelWork(call.tx, DELETION, workKey(key));
      await keys.setDetails(call.tx, key, { ...key.details, deletion: undefined });
      const state = await stateOrImport(parts, call.tx, key, 'Disabled');
      await keys.setState(call.tx, key, state);
      return { KeyId: key.arn };
    },
  );
