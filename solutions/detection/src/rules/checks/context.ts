import type { TrailEvent } from '../../model.ts';
import type { Callers } from '../caller.ts';
import type { Habits } from '../habits.ts';
import type { RuleParameters, RuleSettings } from '../model.ts';
import type { InstanceSessions } from './instance-sessions.ts';
import type { OwnAccounts } from './own-accounts.ts';

/** What checks may ask besides the event. */
export interface CheckContext {
  readonly callers: Callers;
  readonly parameters: RuleParameters;
  readonly accounts: OwnAccounts;
  readonly instances: InstanceSessions;
  readonly habits: Habits;
  readonly isUsual: NonNullable<RuleSettings['isUsual']>;
  isSensitiveBucket(name: string): boolean;
  isBucketReader(event: TrailEvent): boolean;
  /** Undefined: no networks are told. */
  isOwnNetwork(address: string): boolean | undefined;
}
