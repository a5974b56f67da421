import { z } from '@hono/zod-openapi';

/** RFC 3339, UTC, milliseconds. */
export const Time = z.iso.datetime().openapi({ example: '2026-11-25T09:30:00.000Z' });
export const AccountId = z.string().regex(/^\d{12}$/);
export const RequestId = z.string().regex(/^r-[a-z0-9]{20}$/);

const LONGEST_ARN = 640;

export const Person = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
  })
  .openapi('Person');

export const Target = z
  .strictObject({
    account: AccountId,
    roleArn: z.string().min(20).max(LONGEST_ARN),
  })
  .openapi('Target');

export const NamedTarget = z
  .object({
    account: AccountId,
    accountName: z.string(),
    roleArn: z.string(),
    roleName: z.string(),
  })
  .openapi('NamedTarget');

export const ApprovalStep = z
  .object({
    name: z.string(),
    groups: z.array(z.string()),
    quorum: z.int(),
    escalation: z.object({ afterSeconds: z.int(), groups: z.array(z.string()) }).optional(),
  })
  .openapi('ApprovalStep');

export const StepWithPeople = ApprovalStep.extend({
  couldApprove: z.array(Person),
}).openapi('StepWithPeople');

export const FieldRule = z
  .object({
    name: z.string(),
    label: z.string(),
    required: z.boolean(),
    pattern: z.string().optional(),
  })
  .openapi('FieldRule');

export const Fields = z.record(z.string().max(64), z.string().max(256)).openapi('Fields');

export const Failure = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  })
  .openapi('Failure');

export const RequestState = z
  .enum(['pending', 'scheduled', 'active', 'ended', 'revoked', 'rejected', 'cancelled', 'expired'])
  .openapi('RequestState');
