import type {
  CancelRotateSecretRequest,
  CancelRotateSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { writes } from '@gatehouse/service-kit';
import { changeableSecret } from '../access.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { secrets } from '../repositories/secrets.ts';
import { noFunction, previousNotComplete } from './errors.ts';
import { endTest, unfinishedVersion } from './pending.ts';
import { readState, writeState } from './progress.ts';
import { rotations } from './repository.ts';
import { planWork } from './rotation-work.ts';

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
 *
 * Labels stay where they are, as the reference warns: a step that runs meanwhile may still move them.
 */
export const cancelRotateSecret = (parts: SecretsParts) =>
  writes<CancelRotateSecretRequest, CancelRotateSecretResponse>(
    { limits: SECRET_ID },
    async ({ SecretId }, call) => {
      const { secret } = await changeableSecret(parts, call, 'CancelRotateSecret', SecretId);
      const { tx } = call;
      const state = readState(secret.rotation);
      if (state === undefined) throw noFunction();
      if (state.running !== undefined) await endTest(tx, secret, state.running);
      const off = { ...state, window: undefined, running: undefined };
      const rotation = {
        ...secret.rotation,
        enabled: false,
        nextRotationAt: undefined,
        state: writeState(off),
      };
      if (!(await rotations.replace(tx, secret, rotation))) throw previousNotComplete();
      await planWork(tx, secret.id, undefined);
      await secrets.setChanged(tx, secret.id, call.now.getTime());
      const VersionId = unfinishedVersion(await labels.of(tx, secret.id));
      return {
        ARN: secret.arn,
        Name: secret.name,
        ...(VersionId === undefined ? {} : { VersionId }),
      };
    },
  );
