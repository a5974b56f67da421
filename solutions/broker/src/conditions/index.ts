import { createHmac } from 'node:crypto';
import type { Outbound } from '@gatehouse/core';
import { z } from 'zod';
import type { AccessRequest, ConditionPort, PolicySource } from '../model/index.ts';

const LONGEST_EVIDENCE = 500;

const Answer = z.object({
  holds: z.boolean(),
  evidence: z.string().max(LONGEST_EVIDENCE).default(''),
});

export interface ConditionParts {
  readonly outbound: Outbound;
  readonly policies: PolicySource;
  readonly clock: { now(): Date };
  /** Signs what is sent, so that a source can tell who asks; undefined sends without. */
  readonly secretOf: (source: string) => string | undefined;
}

type Source = Parameters<ConditionPort['holds']>[0];

const question = (source: Source, request: AccessRequest, at: Date): string =>
  JSON.stringify({
    version: 1,
    at: at.toISOString(),
    condition:
      source.kind === 'on-call'
        ? { kind: 'on-call', schedule: source.schedule }
        : { kind: 'ticket', ticket: request.fields.get(source.field) ?? '' },
    requester: {
      issuer: request.requester.issuer,
      subject: request.requester.subject,
      email: request.requester.email,
    },
    targets: request.targets,
    durationSeconds: request.durationSeconds,
    startsAt: (request.startAt ?? at).toISOString(),
  });

/**
 * Asks the webhooks of the access policy whether a condition holds: `POST` with JSON, answered by
 * `{"holds": true, "evidence": "alice is on call for payments"}`. Anything else is no answer, and then people decide.
 * `x-gatehouse-signature` is the hexadecimal HMAC-SHA-256 of the body where a secret is configured for the source.
 */
export const createConditions = ({
  outbound,
  policies,
  clock,
  secretOf,
}: ConditionParts): ConditionPort => ({
  holds: async (source, request) => {
    const known = (await policies.inForce()).sources.get(source.source);
    if (known === undefined) throw new Error(`there is no source ${source.source}`);
    const body = question(source, request, clock.now());
    const secret = secretOf(source.source);
    const response = await outbound.send({
      method: 'POST',
      url: known.url,
      headers: {
        'content-type': 'application/json',
        ...(secret === undefined
          ? {}
          : {
              'x-gatehouse-signature': createHmac('sha256', secret).update(body).digest('hex'),
            }),
      },
      body,
      timeoutMilliseconds: known.timeoutMilliseconds,
    });
    if (response.status !== 200) throw new Error(`the source answered ${response.status}`);
    return Answer.parse(JSON.parse(response.body));
  },
});
