import type { TrapChoice, TrapView } from '../../traps/model.ts';

/**
 * For administrators alone: `securityhub:UpdateSecurityHubConfiguration` and `iam:CreateUser` in the account that administers
 * Security Hub. For everybody else these routes are not there (404).
 * `POST /api/detection/traps {}`, `…/traps/create` (TrapForm), `…/traps/rotate`, `…/traps/remove`, `…/traps/verify` and
 * `…/traps/reveal` ({"id"}).
 */
export type TrapForm = Pick<TrapChoice, 'kind' | 'place'> &
  Partial<Pick<TrapChoice, 'rotateDays' | 'console' | 'assumable' | 'name' | 'note'>>;

export interface TrapsAnswer {
  readonly traps: readonly TrapView[];
  /** Where traps may stand. */
  readonly accounts: readonly string[];
}
