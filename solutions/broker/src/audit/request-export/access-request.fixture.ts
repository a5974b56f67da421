import type { AccessRequest } from '../../model/index.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 25, 12, 0, seconds));

/** An ended request of ann's that bob approved, created `number` seconds after noon. */
export const accessRequest = (
  number: number,
  members: Partial<AccessRequest> = {},
): AccessRequest => ({
  id: `r-${String(number).padStart(20, '0')}`,
  version: 3,
  state: 'ended',
  requester: {
    id: 'p-ann',
    issuer: 'https://idp.test/pool',
    subject: 'sub-ann',
    name: 'Ann',
    email: 'ann@example.com',
  },
  targets: [{ account: '111122223333', roleArn: 'arn:aws:iam::111122223333:role/team/Admin' }],
  justification: 'The queue is stuck and nobody else is there',
  fields: new Map([['ticket', `INC-${number}`]]),
  durationSeconds: 3600,
  startAt: undefined,
  sessionPolicy: undefined,
  breakGlass: false,
  extends: undefined,
  requirement: {
    policyVersion: 4,
    ruleIds: ['admins'],
    maxDurationSeconds: 3600,
    pendingSeconds: 86_400,
    steps: [{ name: 'owners', groups: ['owners'], quorum: 1 }],
    automatic: [],
    breakGlass: undefined,
  },
  autoApproval: undefined,
  approvals: [{ person: 'p-bob', name: 'Bob', decision: 'approve', comment: 'go', at: at(10) }],
  escalated: [],
  createdAt: at(number),
  pendingUntil: at(86_400),
  startsAt: at(30),
  endsAt: at(90),
  closedAt: undefined,
  closedReason: undefined,
  closedBy: undefined,
  review: undefined,
  ...members,
});
