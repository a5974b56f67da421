import type { SnsDeps } from '../deps.ts';
import type { TopicKeys } from '../encryption.ts';

/** What operations use. */
export interface OperationParts extends Pick<SnsDeps, 'clock' | 'ids' | 'pages' | 'vault'> {
  readonly topicKeys: TopicKeys;
  /** Suites of emulators run it, and decisions are off. */
  readonly loose: boolean;
}
