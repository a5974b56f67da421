import type { Clock, Log, Outbound } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { openAuth } from './connection-secrets.ts';
import { createOAuthTokens } from './delivery/targets/oauth-tokens.ts';
import type { Connection } from './model.ts';
import { connections } from './repositories/connections.ts';

export const AUTHORIZATION = 'events.authorization';

/** An OAuth connection is authorized once its endpoint has given a token; that is asked for after the commit. */
export const planAuthorization = async (
  tx: Tx,
  { arn, state }: Connection,
  now: Date,
): Promise<void> => {
  if (state === 'AUTHORIZING')
    await scheduleWork(tx, { kind: AUTHORIZATION, key: arn, payload: '', dueAt: now });
};

interface Deps {
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
}

const settle = (
  store: Store,
  connection: Connection,
  state: 'AUTHORIZED' | 'DEAUTHORIZED',
  ended: { readonly reason?: string; readonly at?: Date },
): Promise<boolean> =>
  store.write((tx) => connections.setState(tx, connection, state, ended.reason, ended.at));

export const authorize = ({ outbound, clock, log, vault }: Deps): WorkHandler => {
  const tokens = createOAuthTokens({ outbound, clock });
  return async (store, { key: arn }) => {
    const connection = await store.read((tx) => connections.find(tx, arn));
    const auth = connection && openAuth(vault, connection);
    if (connection?.state !== 'AUTHORIZING' || auth === undefined) return;
    const version = String(connection.modifiedAt.getTime());
    try {
      await tokens.token({ arn, version }, auth);
    } catch (error) {
      log.debug('a connection was not authorized', { connection: arn, cause: String(error) });
      const reason = 'The authorization endpoint did not give an access token.';
      await settle(store, connection, 'DEAUTHORIZED', { reason });
      return;
    }
    await settle(store, connection, 'AUTHORIZED', { at: clock.now() });
  };
};
