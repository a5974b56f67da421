import type { PolicyView, StatementView } from './document.ts';
import type { Problem } from './issues.ts';
import type { Knowledge } from './knowledge.ts';

/** Looks at the whole policy. */
export type PolicyRule = (policy: PolicyView, knowledge: Knowledge) => readonly Problem[];

/** Looks at one statement. */
export type StatementRule = (
  statement: StatementView,
  policy: PolicyView,
  knowledge: Knowledge,
) => readonly Problem[];
