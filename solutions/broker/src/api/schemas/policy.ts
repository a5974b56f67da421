import { z } from '@hono/zod-openapi';
import { Person, Time } from './parts.ts';

const LONGEST_DOCUMENT = 1_048_576;

export const PolicyVersion = z
  .object({
    version: z.int(),
    sha256: z.string(),
    comment: z.string(),
    proposedBy: Person.optional(),
    approvedBy: Person.optional(),
    at: Time,
  })
  .openapi('PolicyVersion');

export const PolicyDocument = PolicyVersion.extend({ document: z.string() }).openapi(
  'PolicyDocument',
);

export const PolicyProblem = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    ruleId: z.string().optional(),
    line: z.int().optional(),
  })
  .openapi('PolicyProblem');

export const PolicyChange = z
  .object({
    kind: z.enum(['gains', 'loses', 'changes']),
    /** A person's name or `group <name>`. */
    who: z.string(),
    account: z.string(),
    roleArn: z.string(),
    /** For `changes`: what became of what, in words. */
    detail: z.string(),
  })
  .openapi('PolicyChange');

export const PolicyPlan = z
  .object({
    baseVersion: z.int(),
    changes: z.array(PolicyChange),
    problems: z.array(PolicyProblem),
    /** False where there are more changes than are listed. */
    complete: z.boolean(),
    /** The same for a terminal. */
    text: z.string().optional(),
  })
  .openapi('PolicyPlan');

export const PolicyDraft = z
  .strictObject({ document: z.string().min(1).max(LONGEST_DOCUMENT) })
  .openapi('PolicyDraft');

export const NewProposal = z
  .strictObject({
    document: z.string().min(1).max(LONGEST_DOCUMENT),
    comment: z.string().min(1).max(4096),
  })
  .openapi('NewProposal');

export const Proposal = z
  .object({
    id: z.string(),
    state: z.enum(['pending', 'approved', 'rejected', 'withdrawn', 'superseded']),
    baseVersion: z.int(),
    comment: z.string(),
    proposedBy: Person,
    decidedBy: Person.optional(),
    at: Time,
    decidedAt: Time.optional(),
    document: z.string(),
    plan: PolicyPlan.optional(),
    mayDecide: z.boolean(),
  })
  .openapi('Proposal');

export const ProposalDecision = z
  .strictObject({ comment: z.string().max(4096).default('') })
  .openapi('ProposalDecision');
