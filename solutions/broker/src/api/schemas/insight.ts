import { z } from '@hono/zod-openapi';
import { Time } from './parts.ts';

const UsedAction = z
  .object({ action: z.string(), count: z.int(), last: Time })
  .openapi('UsedAction');

export const ActivityEvent = z
  .object({
    eventId: z.string(),
    at: Time,
    action: z.string(),
    region: z.string(),
    errorCode: z.string().optional(),
    sourceIp: z.string().optional(),
    resources: z.array(z.string()),
    session: z.string(),
  })
  .openapi('ActivityEvent');

export const Activity = z
  .object({
    used: z.array(UsedAction),
    denied: z.array(UsedAction.extend({ errorCode: z.string() })),
    /** Action patterns that the session allows and nobody has used. */
    unused: z.array(z.string()),
    events: z.array(ActivityEvent),
    /** False where there are more events than were read. */
    complete: z.boolean(),
  })
  .openapi('Activity');

const EscalationPath = z
  .object({ name: z.string(), actions: z.array(z.string()), explanation: z.string() })
  .openapi('EscalationPath');

export const TargetInsight = z
  .object({
    grant: z.int(),
    account: z.string(),
    roleArn: z.string(),
    /** The role could not be read: then nothing below is to be relied on. */
    problem: z.string().optional(),
    administrator: z.boolean(),
    services: z.array(
      z.object({
        service: z.string(),
        accessLevels: z.array(z.string()),
        actions: z.array(z.string()),
        allActions: z.boolean(),
      }),
    ),
    /** Action patterns that the requester cannot do with what is live now. */
    gains: z.array(z.string()),
    escalation: z.array(EscalationPath),
    /** Actions by which data leaves the account. */
    exfiltration: z.array(z.string()),
    /** Services whose permissions it may change. */
    permissionManagement: z.array(z.string()),
  })
  .openapi('TargetInsight');

export const Insight = z.object({ targets: z.array(TargetInsight) }).openapi('Insight');

export const TimelineEntry = z
  .object({
    sequence: z.int(),
    at: Time,
    type: z.string(),
    actor: z.string(),
    actorName: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('TimelineEntry');

export const Finding = z
  .object({
    id: z.string(),
    type: z.string(),
    severity: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
    title: z.string(),
    description: z.string(),
    account: z.string(),
    resource: z.string(),
    state: z.enum(['active', 'resolved']),
    firstSeenAt: Time,
    lastSeenAt: Time,
  })
  .openapi('Finding');

export const Health = z
  .object({
    /** Whether the audit log continues what was anchored outside of the database. */
    audit: z.object({
      state: z.enum(['signed', 'current', 'broken', 'unknown']),
      size: z.int().optional(),
      fault: z.string().optional(),
    }),
    /** Promises that stored requests, sessions and leaves break. Empty is as it should be. */
    violations: z.array(z.object({ requestId: z.string(), rule: z.string(), detail: z.string() })),
    requestsChecked: z.int(),
    catalog: z.object({
      version: z.int(),
      syncedAt: Time.optional(),
      problem: z.string().optional(),
      failing: z.array(z.object({ account: z.string(), problem: z.string() })),
    }),
  })
  .openapi('Health');

export const InclusionProof = z
  .object({
    sequence: z.int(),
    leaf: z.string(),
    leafHash: z.string(),
    size: z.int(),
    root: z.string(),
    proof: z.array(z.string()),
  })
  .openapi('InclusionProof');
