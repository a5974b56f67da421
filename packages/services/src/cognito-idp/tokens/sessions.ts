import type { Clock } from '@gatehouse/core';
import { cancelWork, type Tx } from '@gatehouse/store';
import type { Sessions } from '../model.ts';
import { grants } from './grant-repository.ts';
import { signingKeys } from './key-repository.ts';
import { ROTATION } from './signing-keys.ts';

// Whatever could still become a token.
const PENDING = [
  'cognito_challenge',
  'cognito_authorization_code',
  'cognito_browser_session',
  'cognito_device_code',
];

const ofPool = async (tx: Tx, poolId: string): Promise<void> => {
  await tx.run(
    `DELETE FROM cognito_refresh_token WHERE origin_jti IN
       (SELECT origin_jti FROM cognito_grant WHERE pool_id = ?)`,
    [poolId],
  );
  for (const table of [...PENDING, 'cognito_grant'])
    await tx.run(`DELETE FROM ${table} WHERE pool_id = ?`, [poolId]);
};

/** What the control plane ends, in the transaction of its change. */
export const createSessions = ({ clock }: { readonly clock: Clock }): Sessions => ({
  sessionsEnd: async (tx, sub) => {
    await grants.revokeAll(tx, { sub }, clock.now());
    for (const table of PENDING) await tx.run(`DELETE FROM ${table} WHERE sub = ?`, [sub]);
  },
  clientEnds: async (tx, clientId) => {
    await grants.revokeAll(tx, { clientId }, clock.now());
    for (const table of PENDING.filter((name) => name !== 'cognito_browser_session'))
      await tx.run(`DELETE FROM ${table} WHERE client_id = ?`, [clientId]);
  },
  poolEnds: async (tx, poolId) => {
    await ofPool(tx, poolId);
    await signingKeys.removeOf(tx, poolId);
    await cancelWork(tx, ROTATION, poolId);
  },
});
