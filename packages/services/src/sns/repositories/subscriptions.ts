import type { Tx } from '@gatehouse/store';
import type { Protocol, Scope, Subscription, SubscriptionState } from '../model.ts';

interface SubscriptionRow {
  readonly arn: string;
  readonly topic_arn: string;
  readonly owner: string;
  readonly region: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly principal: string;
  readonly state: SubscriptionState;
  readonly attributes: string;
  readonly confirmation_authenticated: number;
  readonly authenticate_on_unsubscribe: number;
  readonly token: Uint8Array;
  readonly token_expires_at: number;
  readonly created_at: number;
}

/** A token as it is kept: sealed for the message that carries it, hashed for finding it. */
export interface StoredToken {
  readonly sealed: Uint8Array;
  readonly hash: string;
  readonly expiresAt: Date;
}

const toSubscription = (row: SubscriptionRow): Subscription => ({
  arn: row.arn,
  topicArn: row.topic_arn,
  owner: row.owner,
  region: row.region,
  protocol: row.protocol,
  endpoint: row.endpoint,
  principal: row.principal,
  state: row.state,
  attributes: new Map(JSON.parse(row.attributes) as [string, string][]),
  confirmationWasAuthenticated: row.confirmation_authenticated === 1,
  authenticateOnUnsubscribe: row.authenticate_on_unsubscribe === 1,
  createdAt: new Date(row.created_at),
  tokenExpiresAt: new Date(row.token_expires_at),
});

export const subscriptions = {
  async find(tx: Tx, arn: string): Promise<Subscription | undefined> {
    const row = await tx.get<SubscriptionRow>('SELECT * FROM sns_subscription WHERE arn = ?', [
      arn,
    ]);
    return row === undefined ? undefined : toSubscription(row);
  },

  async findSame(
    tx: Tx,
    topicArn: string,
    protocol: Protocol,
    endpoint: string,
  ): Promise<Subscription | undefined> {
    const row = await tx.get<SubscriptionRow>(
      'SELECT * FROM sns_subscription WHERE topic_arn = ? AND protocol = ? AND endpoint = ?',
      [topicArn, protocol, endpoint],
    );
    return row === undefined ? undefined : toSubscription(row);
  },

  async findByToken(
    tx: Tx,
    topicArn: string,
    hash: string,
    now: Date,
  ): Promise<Subscription | undefined> {
    const row = await tx.get<SubscriptionRow>(
      `SELECT * FROM sns_subscription
       WHERE token_hash = ? AND topic_arn = ? AND token_expires_at > ?`,
      [hash, topicArn, now.getTime()],
    );
    return row === undefined ? undefined : toSubscription(row);
  },

  async sealedToken(tx: Tx, arn: string): Promise<Uint8Array | undefined> {
    const row = await tx.get<{ readonly token: Uint8Array }>(
      'SELECT token FROM sns_subscription WHERE arn = ?',
      [arn],
    );
    return row?.token;
  },

  async insert(tx: Tx, subscription: Subscription, token: StoredToken): Promise<void> {
    await tx.run(
      `INSERT INTO sns_subscription
         (arn, topic_arn, owner, region, protocol, endpoint, principal, state, attributes,
          confirmation_authenticated, authenticate_on_unsubscribe, token, token_hash,
          token_expires_at, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        subscription.arn,
        subscription.topicArn,
        subscription.owner,
        subscription.region,
        subscription.protocol,
        subscription.endpoint,
        subscription.principal,
        subscription.state,
        JSON.stringify([...subscription.attributes]),
        subscription.confirmationWasAuthenticated ? 1 : 0,
        subscription.authenticateOnUnsubscribe ? 1 : 0,
        token.sealed,
        token.hash,
        token.expiresAt.getTime(),
        subscription.createdAt.getTime(),
      ],
    );
  },

  async setAttributes(tx: Tx, arn: string, attributes: ReadonlyMap<string, string>): Promise<void> {
    await tx.run('UPDATE sns_subscription SET attributes = ? WHERE arn = ?', [
      JSON.stringify([...attributes]),
      arn,
    ]);
  },

  /** A new token, of which nothing but the newest is good. */
  async setToken(
    tx: Tx,
    arn: string,
    state: SubscriptionState,
    { sealed, hash, expiresAt }: StoredToken,
  ): Promise<void> {
    await tx.run(
      `UPDATE sns_subscription SET state = ?, token = ?, token_hash = ?, token_expires_at = ?
       WHERE arn = ?`,
      [state, sealed, hash, expiresAt.getTime(), arn],
    );
  },

  async confirm(
    tx: Tx,
    arn: string,
    how: { readonly authenticated: boolean; readonly authenticateOnUnsubscribe: boolean },
  ): Promise<void> {
    await tx.run(
      `UPDATE sns_subscription SET state = 'confirmed', confirmation_authenticated = ?,
         authenticate_on_unsubscribe = ? WHERE arn = ?`,
      [how.authenticated ? 1 : 0, how.authenticateOnUnsubscribe ? 1 : 0, arn],
    );
  },

  async delete(tx: Tx, arn: string): Promise<void> {
    await tx.run('DELETE FROM sns_subscription WHERE arn = ?', [arn]);
  },

  /** Those whose time to be confirmed, or to be taken back, is over. */
  async deleteExpired(tx: Tx, arn: string, now: Date): Promise<void> {
    await tx.run(
      `DELETE FROM sns_subscription
       WHERE arn = ? AND state IN ('pending', 'deleted') AND token_expires_at <= ?`,
      [arn, now.getTime()],
    );
  },

  async deleteOfTopic(tx: Tx, topicArn: string): Promise<void> {
    await tx.run('DELETE FROM sns_subscription WHERE topic_arn = ?', [topicArn]);
  },

  /** Those that get messages. */
  async confirmedOf(tx: Tx, topicArn: string): Promise<readonly Subscription[]> {
    const rows = await tx.all<SubscriptionRow>(
      `SELECT * FROM sns_subscription WHERE topic_arn = ? AND state = 'confirmed' ORDER BY arn`,
      [topicArn],
    );
    return rows.map(toSubscription);
  },

  async counts(
    tx: Tx,
    topicArn: string,
  ): Promise<{ readonly confirmed: number; readonly pending: number }> {
    const rows = await tx.all<{ readonly state: SubscriptionState; readonly total: number }>(
      'SELECT state, COUNT(*) AS total FROM sns_subscription WHERE topic_arn = ? GROUP BY state',
      [topicArn],
    );
    const of = (state: SubscriptionState): number =>
      rows.find((row) => row.state === state)?.total ?? 0;
    return { confirmed: of('confirmed'), pending: of('pending') };
  },

  async listOfOwner(
    tx: Tx,
    { account, region }: Scope,
    after: string,
    limit: number,
  ): Promise<readonly Subscription[]> {
    const rows = await tx.all<SubscriptionRow>(
      `SELECT * FROM sns_subscription WHERE owner = ? AND region = ? AND arn > ?
         AND state <> 'deleted' ORDER BY arn LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(toSubscription);
  },

  async listOfTopic(
    tx: Tx,
    topicArn: string,
    after: string,
    limit: number,
  ): Promise<readonly Subscription[]> {
    const rows = await tx.all<SubscriptionRow>(
      `SELECT * FROM sns_subscription WHERE topic_arn = ? AND arn > ? AND state <> 'deleted'
       ORDER BY arn LIMIT ?`,
      [topicArn, after, limit],
    );
    return rows.map(toSubscription);
  },
};
