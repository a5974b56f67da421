import type { Call } from '@gatehouse/service-kit';
import type { SecretsParts } from './parts.ts';

/** For `secretsmanager:KmsKeyArn`: the key that a request names, if it names one of the caller's account. */
export const keyArnOf = (
  { keys }: Pick<SecretsParts, 'keys'>,
  call: Call,
  keyId: string | undefined,
): Promise<string | undefined> =>
  keyId === undefined || keyId === ''
    ? Promise.resolve(undefined)
    : keys.resolve(call.tx, call, keyId);
