import type { Catalog, Target } from '../model/index.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Path } from './read-yaml.ts';
import type { Subject } from './rule.ts';

/** Somebody as far as a plan knows them. */
export interface PlanPerson extends Subject {
  readonly id: string;
  readonly name: string;
}

export type ProblemCode =
  | 'nobody-can-approve'
  | 'some-cannot-be-approved'
  | 'approval-circle'
  | 'group-approves-itself'
  | 'nobody-can-review'
  | 'unknown-group'
  | 'too-few-administrators'
  | 'unreachable-rule'
  | 'matches-nothing'
  | 'unknown-account'
  | 'unknown-unit'
  | 'unknown-role'
  | 'unknown-template-target'
  | 'rights-changed'
  | 'source-changed'
  | 'members-unknown';

export interface PlanProblem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly ruleId?: string | undefined;
  /** Where in the new document. */
  readonly path?: Path | undefined;
}

export interface PlanChange {
  readonly kind: 'gains' | 'loses' | 'changes';
  /** A person's name, or `group <name>`. */
  readonly who: string;
  readonly target: Target;
  /** What they get, had, or what became of it. */
  readonly detail: string;
}

export interface Plan {
  readonly changes: readonly PlanChange[];
  /** All there are, also those not listed. */
  readonly counts: Readonly<Record<PlanChange['kind'], number>>;
  readonly problems: readonly PlanProblem[];
  /** False where more has changed than is listed. */
  readonly complete: boolean;
}

export interface PlanInput {
  /** Undefined where there has been no policy yet. */
  readonly before: CompiledPolicy | undefined;
  readonly after: CompiledPolicy;
  readonly catalog: Catalog;
  /** Undefined where the directory cannot tell: the plan then speaks of groups. */
  readonly people: readonly PlanPerson[] | undefined;
}
