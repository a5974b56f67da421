import { systemIds } from '@gatehouse/core';
import type { ManualClock } from '@gatehouse/testkit';
import type { AccessRequest, Grant, Grants, Person, RequestState } from '../model/index.ts';
import { WORKLOADS } from './roles.fixture.ts';

/** Grants as the requests room would have them, held by the test. */
export interface TestGrants {
  readonly port: Grants;
  /** A grant of an active request. */
  add(person: Person, role: string, options?: Partial<Grant>): Grant;
  end(grant: Grant, state: RequestState): void;
  request(grant: Grant): AccessRequest;
}

const stub = (grant: Grant, state: RequestState): AccessRequest => ({
  id: grant.requestId,
  version: 1,
  state,
  requester: grant.requester,
  targets: [grant.target],
  justification: 'a test',
  fields: new Map(),
  durationSeconds: 3600,
  startAt: undefined,
  sessionPolicy: grant.sessionPolicy,
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
  createdAt: grant.startsAt,
  pendingUntil: grant.endsAt,
  startsAt: grant.startsAt,
  endsAt: grant.endsAt,
  closedAt: undefined,
  closedReason: undefined,
  closedBy: undefined,
  review: undefined,
});

export const testGrants = (clock: ManualClock): TestGrants => {
  const states = new Map<string, { readonly grant: Grant; state: RequestState }>();
  const all = (): readonly { grant: Grant; state: RequestState }[] => [...states.values()];
  const ofRequest = (id: string): AccessRequest | undefined => {
    const found = all().find(({ grant }) => grant.requestId === id);
    return found && stub(found.grant, found.state);
  };
  return {
    port: {
      byId: (_tx, id) => Promise.resolve(states.get(id)?.grant),
      request: (_tx, id) => Promise.resolve(ofRequest(id)),
      live: (_tx, { roleArn, requester }, now) =>
        Promise.resolve(
          all()
            .filter(({ state, grant }) => state === 'active' && now < grant.endsAt)
            .map(({ grant }) => grant)
            .filter(({ target }) => roleArn === undefined || target.roleArn === roleArn)
            .filter((grant) => requester === undefined || grant.requester.id === requester),
        ),
    },
    add: (person, role, options = {}) => {
      const requestId = `r-${systemIds.alphanumeric(20)}`;
      const startsAt = clock.now();
      const grant = {
        id: `${requestId}.1`,
        requestId,
        target: { account: WORKLOADS, roleArn: `arn:aws:iam::${WORKLOADS}:role/${role}` },
        requester: person,
        startsAt,
        endsAt: new Date(startsAt.getTime() + 3_600_000),
        sessionPolicy: undefined,
        ...options,
      };
      states.set(grant.id, { grant, state: 'active' });
      return grant;
    },
    end: (grant, state) => {
      states.set(grant.id, { grant, state });
    },
    request: (grant) => stub(grant, states.get(grant.id)?.state ?? 'active'),
  };
};
