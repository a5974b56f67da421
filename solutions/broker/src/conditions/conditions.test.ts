import type { OutboundRequest } from '@gatehouse/core';
import { manualClock } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import type { AccessPolicy, AccessRequest, PolicySource } from '../model/index.ts';
import { createConditions } from './index.ts';

const policy: Pick<AccessPolicy, 'sources'> = {
  sources: new Map([['pd', { url: 'https://pd.example/on-call', timeoutMilliseconds: 2000 }]]),
};

const asked: AccessRequest = {
  id: 'r-1',
  version: 1,
  state: 'pending',
  requester: { id: 'p-1', issuer: 'https://i', subject: 's', name: 'Alice', email: undefined },
  targets: [],
  justification: 'secret reasons',
  fields: new Map([['ticket', 'OPS-1']]),
  durationSeconds: 3600,
  startAt: undefined,
  sessionPolicy: undefined,
  breakGlass: false,
  extends: undefined,
  requirement: {
    policyVersion: 1,
    ruleIds: [],
    maxDurationSeconds: 3600,
    pendingSeconds: 3600,
    steps: [],
    automatic: [],
    breakGlass: undefined,
  },
  autoApproval: undefined,
  approvals: [],
  escalated: [],
  createdAt: new Date(0),
  pendingUntil: new Date(0),
  startsAt: undefined,
  endsAt: undefined,
  closedAt: undefined,
  closedReason: undefined,
  closedBy: undefined,
  review: undefined,
};

const conditionsFixture = (answer: { readonly status?: number; readonly body: string }) => {
  const sent: OutboundRequest[] = [];
  // Of the whole policy a source needs only this.
  const policies = { inForce: async () => policy } as unknown as PolicySource;
  const conditions = createConditions({
    policies,
    clock: manualClock(),
    secretOf: (source) => (source === 'pd' ? 'shared' : undefined),
    outbound: {
      send: async (request) => {
        sent.push(request);
        return { status: 200, headers: {}, ...answer };
      },
    },
  });
  return { sent, conditions };
};

const ON_CALL = { kind: 'on-call', source: 'pd', schedule: 'payments' } as const;
const TICKET = { kind: 'ticket', source: 'pd', field: 'ticket' } as const;

test('a source is told what is asked for, signed, and its word is the evidence', async () => {
  const { sent, conditions } = conditionsFixture({
    body: '{"holds":true,"evidence":"Alice is on call"}',
  });

  const answer = await conditions.holds(ON_CALL, asked);
  await conditions.holds(TICKET, asked);

  expect(answer).toStrictEqual({ holds: true, evidence: 'Alice is on call' });
  expect(sent[0]?.headers?.['x-gatehouse-signature']).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.parse(sent[1]?.body ?? '')).toMatchObject({
    condition: { kind: 'ticket', ticket: 'OPS-1' },
  });
});

test.for([
  ['a failure', { status: 500, body: '{"holds":true}' }, '500'],
  ['no JSON', { body: 'yes' }, 'JSON'],
  ['another form', { body: '{"holds":"true"}' }, 'boolean'],
  ['a redirect', { status: 302, body: '' }, '302'],
] as const)('%s is no answer', async ([, answer, why]) => {
  const { conditions } = conditionsFixture(answer);

  await expect(conditions.holds(ON_CALL, asked)).rejects.toThrow(why);
});

test('a source that the policy does not name is no answer', async () => {
  const { conditions } = conditionsFixture({ body: '{"holds":true}' });

  await expect(conditions.holds({ ...ON_CALL, source: 'other' }, asked)).rejects.toThrow('other');
});
