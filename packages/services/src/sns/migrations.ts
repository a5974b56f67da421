import type { Migration } from '@gatehouse/store';

export const migrations: readonly Migration[] = [
  {
    component: 'sns',
    version: 1,
    statements: [
      `CREATE TABLE sns_topic (
        arn TEXT PRIMARY KEY,
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        name TEXT NOT NULL,
        attributes TEXT NOT NULL,
        last_sequence BIGINT NOT NULL,
        deleted_subscriptions BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (account, region, name)
      )`,
      `CREATE TABLE sns_subscription (
        arn TEXT PRIMARY KEY,
        topic_arn TEXT NOT NULL,
        owner TEXT NOT NULL,
        region TEXT NOT NULL,
        protocol TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        principal TEXT NOT NULL,
        state TEXT NOT NULL,
        attributes TEXT NOT NULL,
        confirmation_authenticated INTEGER NOT NULL,
        authenticate_on_unsubscribe INTEGER NOT NULL,
        token BLOB NOT NULL,
        token_hash TEXT NOT NULL,
        token_expires_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (topic_arn, protocol, endpoint)
      )`,
      'CREATE INDEX sns_subscription_owner ON sns_subscription (owner, region, arn)',
      'CREATE INDEX sns_subscription_topic ON sns_subscription (topic_arn, arn)',
      'CREATE INDEX sns_subscription_token ON sns_subscription (token_hash)',
      `CREATE TABLE sns_message (
        id TEXT PRIMARY KEY,
        content BLOB NOT NULL
      )`,
      // A lane is what must be delivered in order: one message to one subscription, or a group of a FIFO topic's.
      `CREATE TABLE sns_delivery (
        message_id TEXT NOT NULL,
        subscription_arn TEXT NOT NULL,
        lane TEXT NOT NULL,
        position BIGINT NOT NULL,
        failures INTEGER NOT NULL,
        PRIMARY KEY (message_id, subscription_arn)
      )`,
      'CREATE INDEX sns_delivery_lane ON sns_delivery (lane, position)',
      `CREATE TABLE sns_deduplication (
        topic_arn TEXT NOT NULL,
        scope TEXT NOT NULL,
        deduplication_id TEXT NOT NULL,
        message_id TEXT NOT NULL,
        sequence_number TEXT NOT NULL,
        published_at BIGINT NOT NULL,
        PRIMARY KEY (topic_arn, scope, deduplication_id)
      )`,
      'CREATE INDEX sns_deduplication_age ON sns_deduplication (topic_arn, published_at)',
      `CREATE TABLE sns_signing_key (
        name TEXT PRIMARY KEY,
        certificate TEXT NOT NULL,
        private_key BLOB NOT NULL,
        created_at BIGINT NOT NULL
      )`,
    ],
  },
];
