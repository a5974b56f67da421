import { z } from '@hono/zod-openapi';
import {
  ApprovalStep,
  FieldRule,
  Fields,
  NamedTarget,
  Person,
  RequestState,
  StepWithPeople,
  Target,
  Time,
} from './parts.ts';

const MOST_TARGETS = 20;
const LONGEST_JUSTIFICATION = 4096;
const LONGEST_COMMENT = 4096;

/** Whole seconds; text, fractions and signs are refused here, the policy's maximum later. */
const Seconds = z.int().min(1).max(31_536_000);

export const NewRequest = z
  .strictObject({
    targets: z.array(Target).min(1).max(MOST_TARGETS),
    justification: z.string().min(1).max(LONGEST_JUSTIFICATION),
    durationSeconds: Seconds,
    startAt: Time.optional(),
    fields: Fields.default({}),
    sessionPolicy: z.string().max(2048).optional(),
    breakGlass: z.boolean().default(false),
  })
  .openapi('NewRequest');

export const Decision = z
  .strictObject({
    version: z.int().optional(),
    comment: z.string().max(LONGEST_COMMENT).default(''),
    durationSeconds: Seconds.optional(),
  })
  .openapi('Decision');

export const Rejection = z
  .strictObject({
    version: z.int().optional(),
    comment: z.string().max(LONGEST_COMMENT).default(''),
  })
  .openapi('Rejection');

export const Ending = z
  .strictObject({ reason: z.string().max(LONGEST_COMMENT).default('') })
  .openapi('Ending');

export const Extension = z
  .strictObject({
    durationSeconds: Seconds,
    justification: z.string().min(1).max(LONGEST_JUSTIFICATION),
    fields: Fields.default({}),
  })
  .openapi('Extension');

export const ReviewVerdict = z
  .strictObject({
    verdict: z.enum(['accepted', 'abuse']),
    comment: z.string().max(LONGEST_COMMENT).default(''),
  })
  .openapi('ReviewVerdict');

export const Invocation = z
  .strictObject({
    /** Which target, from 1. */
    grant: z.int().min(1).max(MOST_TARGETS).default(1),
    kind: z.enum(['cli', 'console']),
    destination: z.string().max(2048).optional(),
  })
  .openapi('Invocation');

export const Question = z
  .strictObject({
    targets: z.array(Target).min(1).max(MOST_TARGETS),
    breakGlass: z.boolean().default(false),
  })
  .openapi('Question');

export const Approval = z
  .object({
    person: Person,
    decision: z.enum(['approve', 'reject']),
    comment: z.string(),
    durationSeconds: z.int().optional(),
    at: Time,
  })
  .openapi('Approval');

export const AccessRequest = z
  .object({
    id: z.string(),
    version: z.int(),
    state: RequestState,
    requester: Person,
    targets: z.array(NamedTarget),
    justification: z.string(),
    fields: Fields,
    durationSeconds: z.int(),
    startAt: Time.optional(),
    sessionPolicy: z.string().optional(),
    breakGlass: z.boolean(),
    extends: z.string().optional(),
    policyVersion: z.int(),
    steps: z.array(ApprovalStep),
    /** Why no person had to approve, in words. */
    automatic: z.string().optional(),
    approvals: z.array(Approval),
    createdAt: Time,
    pendingUntil: Time,
    startsAt: Time.optional(),
    endsAt: Time.optional(),
    closedAt: Time.optional(),
    closedReason: z.string().optional(),
    review: z
      .object({
        state: z.enum(['due', 'accepted', 'abuse']),
        by: z.string().optional(),
        comment: z.string().optional(),
        at: Time.optional(),
      })
      .optional(),
  })
  .openapi('AccessRequest');

export const RequestPage = z
  .object({ requests: z.array(AccessRequest), nextCursor: z.string().optional() })
  .openapi('RequestPage');

export const StepView = StepWithPeople.extend({
  approvedBy: z.array(Person),
  satisfied: z.boolean(),
  escalated: z.boolean(),
}).openapi('StepView');

export const IssuedSession = z
  .object({
    id: z.string(),
    grant: z.string(),
    kind: z.enum(['cli', 'console']),
    roleSessionName: z.string(),
    state: z.enum(['issuing', 'issued', 'unknown', 'failed']),
    accessKeyId: z.string().optional(),
    askedAt: Time,
    expiresAt: Time.optional(),
  })
  .openapi('IssuedSession');

export const Cut = z
  .object({
    grant: z.string(),
    state: z.enum(['none-issued', 'applying', 'applied', 'probed', 'unproven']),
    latencyMilliseconds: z.number().optional(),
    detail: z.string().optional(),
  })
  .openapi('Cut');

export const RequestView = z
  .object({
    request: AccessRequest,
    steps: z.array(StepView),
    sessions: z.array(IssuedSession),
    cuts: z.array(Cut),
    may: z.object({
      approve: z.boolean(),
      reject: z.boolean(),
      cancel: z.boolean(),
      end: z.boolean(),
      extend: z.boolean(),
      invoke: z.boolean(),
      review: z.boolean(),
    }),
    unapprovable: z.boolean(),
  })
  .openapi('RequestView');

/** What the AWS CLI's `credential_process` reads, with the console's URL instead where that was asked for. */
export const Issued = z
  .object({
    session: IssuedSession,
    credentials: z
      .object({
        Version: z.literal(1),
        AccessKeyId: z.string(),
        SecretAccessKey: z.string(),
        SessionToken: z.string(),
        Expiration: Time,
      })
      .optional(),
    url: z.string().optional(),
  })
  .openapi('Issued');

export const Eligible = z
  .object({
    target: NamedTarget,
    ruleId: z.string(),
    maxDurationSeconds: z.int(),
    steps: z.array(ApprovalStep),
    /** Nobody has to approve, always or under conditions. */
    automatic: z.enum(['never', 'conditions', 'always']),
    breakGlassSeconds: z.int().optional(),
    fields: z.array(FieldRule),
  })
  .openapi('Eligible');

export const EligiblePage = z
  .object({ eligible: z.array(Eligible), nextCursor: z.string().optional() })
  .openapi('EligiblePage');

export const Explanation = z
  .object({
    eligible: z.boolean(),
    because: z
      .object({ code: z.string(), message: z.string(), ruleId: z.string().optional() })
      .optional(),
    maxDurationSeconds: z.int().optional(),
    fields: z.array(FieldRule),
    steps: z.array(StepWithPeople),
    automatic: z.array(z.string()),
    breakGlass: z.boolean(),
  })
  .openapi('Explanation');

export const Template = z
  .object({
    id: z.string(),
    title: z.string(),
    targets: z.array(Target),
    durationSeconds: z.int(),
    justification: z.string(),
    sessionPolicy: z.string().optional(),
  })
  .openapi('Template');
