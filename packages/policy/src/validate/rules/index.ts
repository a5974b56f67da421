import type { PolicyRule, StatementRule } from '../rule.ts';
import { actionProblems } from './actions.ts';
import { attachmentProblems } from './attachment.ts';
import { conditionKeyProblems } from './condition-keys.ts';
import { conditionValueProblems } from './condition-values.ts';
import { hazardProblems } from './hazards.ts';
import { ipAddressProblems } from './ip-addresses.ts';
import { resourceControlProblems } from './organizations.ts';
import { principalProblems } from './principals.ts';
import { redundancyProblems, redundantStatements } from './redundancy.ts';
import { resourceProblems } from './resources.ts';
import { roleProblems } from './roles.ts';
import { sidProblems, sizeProblems } from './sids-and-sizes.ts';
import { supportProblems } from './support.ts';
import { audienceProblems, trustProblems } from './trust.ts';
import { variableProblems } from './variables.ts';

export const POLICY_RULES: readonly PolicyRule[] = [sidProblems, sizeProblems, redundantStatements];

export const STATEMENT_RULES: readonly StatementRule[] = [
  actionProblems,
  attachmentProblems,
  audienceProblems,
  conditionKeyProblems,
  conditionValueProblems,
  hazardProblems,
  ipAddressProblems,
  principalProblems,
  redundancyProblems,
  resourceControlProblems,
  resourceProblems,
  roleProblems,
  supportProblems,
  trustProblems,
  variableProblems,
];
