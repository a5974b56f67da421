import type { Tx } from '@gatehouse/store';

/** Key: an access key id. What the endpoint knows of the key is to be read again. */
export const CREDENTIAL_CHANNEL = 'iam.credential';
/** Key: the unique id of a user or role. Its policies or its boundary are to be read again. */
export const POLICIES_CHANNEL = 'iam.policies';

export const policiesChanged = (tx: Tx, principalId: string): void =>
  tx.notify(POLICIES_CHANNEL, principalId);
