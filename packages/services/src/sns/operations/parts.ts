import type { SnsDeps } from '../deps.ts';

/** What operations use. */
export interface OperationParts extends Pick<SnsDeps, 'clock' | 'ids' | 'pages' | 'vault'> {
  /** Suites of emulators run it, and decisions are off. */
  readonly loose: boolean;
}
