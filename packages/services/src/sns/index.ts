import type { Service, TopicCheck, TopicPort } from '@gatehouse/service-kit';
import { confirm, CONFIRMATION, expire, EXPIRY } from './confirmations.ts';
import { deliver } from './delivery.ts';
import type { SnsDeps } from './deps.ts';
import { createTopicKeys } from './encryption.ts';
import { DELIVERY } from './fan-out.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { createTopicPort } from './publisher.ts';
import { createSigning } from './signing.ts';
import { linkProofs } from './tokens.ts';
import { createWeb, type SnsWeb } from './web.ts';

export type { SnsWeb } from './web.ts';

export interface Sns {
  readonly service: Service;
  /** What the AWS endpoint answers beside the API: the signing certificate, and links in messages. */
  readonly web: SnsWeb;
  readonly topics: TopicPort & TopicCheck;
}

/** Amazon Simple Notification Service: topics, subscriptions, and deliveries to queues, URLs and mailboxes. */
export const createSns = (deps: SnsDeps): Sns => {
  const topicKeys = createTopicKeys(deps);
  const parts = { ...deps, signing: createSigning(deps), proofs: linkProofs(deps.vault) };
  return {
    service: {
      id: 'sns',
      eventSource: 'sns.amazonaws.com',
      accessDenied: 'AuthorizationError',
      validationCode: 'ValidationError',
      operations: operations({
        ...deps,
        topicKeys,
        loose: deps.acceptsLooseInput ?? false,
      }),
      migrations,
      work: { [CONFIRMATION]: confirm(parts), [DELIVERY]: deliver(parts), [EXPIRY]: expire(parts) },
    },
    web: createWeb(parts),
    topics: createTopicPort({ ...deps, topicKeys }),
  };
};
