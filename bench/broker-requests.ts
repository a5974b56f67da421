import { silentLog, systemClock, systemIds, systemTimers } from '@gatehouse/core';
import { memoryStore, type Store } from '@gatehouse/store';
import type {
  AccessRequest,
  Account,
  Actor,
  BrokeredRole,
  Catalog,
  RequestState,
} from '../solutions/broker/src/model/index.ts';
import { compilePolicy } from '../solutions/broker/src/policy/compile.ts';
import { parsePolicy } from '../solutions/broker/src/policy/parse.ts';
import {
  type AccessRequests,
  createRequests,
  requestsMigrations,
} from '../solutions/broker/src/requests/index.ts';
import { insertRequest } from '../solutions/broker/src/requests/repositories/requests.ts';
import type { Benchmark, Measurement } from './benchmark.ts';

const ACCOUNTS = 10_000;
const GROUPS = 200;
const REQUESTS = 100_000;
const PENDING = 20_000;
const PEOPLE = 3000;
const SAMPLES = 100;
const PROMISED_MILLISECONDS = 100;
const DAY = 86_400_000;

const accountId = (at: number): string => String(100_000_000_000 + (at % ACCOUNTS));
const role = (at: number): string => `arn:aws:iam::${accountId(at)}:role/Admin`;
const group = (at: number): string => `team-${at % GROUPS}`;

const catalog = (): Catalog => {
  const accounts = new Map<string, Account>();
  const roles = new Map<string, BrokeredRole>();
  for (let at = 0; at < ACCOUNTS; at += 1) {
    const [account, arn] = [accountId(at), role(at)];
    accounts.set(account, { id: account, name: `account ${at}`, units: [], tags: new Map() });
    roles.set(arn, { account, arn, name: 'Admin', maxSessionSeconds: 3600 });
  }
  return { version: 1, accounts, roles };
};

/** One rule for each group, over the accounts that are its own. */
const policyText = (): string => {
  const rules = Array.from({ length: GROUPS }, (_, at) => {
    const own = Array.from(
      { length: ACCOUNTS / GROUPS },
      (__, n) => `'${accountId(at + n * GROUPS)}'`,
    );
    return `  - id: rule-${at}
    effect: allow
    who: { groups: [${group(at)}] }
    what: [{ accounts: [${own.join(', ')}], roles: [Admin] }]
    maxDuration: PT4H
    approval: { steps: [{ name: owner, groups: [${group(at + 1)}] }] }`;
  });
  return `version: 1
settings:
  policyAdministrators: { groups: [administrators] }
  auditors: { groups: [auditors] }
rules:
${rules.join('\n')}
`;
};

const person = (name: string, groups: readonly string[]): Actor => ({
  membership: {
    person: {
      id: `p-${name}`,
      issuer: 'https://issuer.example',
      subject: name,
      name,
      email: undefined,
    },
    groups: new Set(groups),
    attributes: new Map(),
    active: true,
  },
  sourceIp: '192.0.2.7',
  userAgent: 'bench',
});

const requestOf = (at: number, now: number): AccessRequest => {
  const closed: RequestState = at % 50 === 0 ? 'rejected' : 'ended';
  return {
    id: `r-${String(at).padStart(20, '0')}`,
    version: 1,
    state: at >= REQUESTS - PENDING ? 'pending' : closed,
    requester: person(`u${at % PEOPLE}`, []).membership.person,
    targets: [{ account: accountId(at * 7), roleArn: role(at * 7) }],
    justification: `Change ${at} of the quarterly maintenance`,
    fields: new Map([['ticket', `OPS-${at}`]]),
    durationSeconds: 3600,
    startAt: undefined,
    sessionPolicy: undefined,
    breakGlass: false,
    extends: undefined,
    requirement: {
      policyVersion: 1,
      ruleIds: ['rule'],
      maxDurationSeconds: 14_400,
      pendingSeconds: 14_400,
      steps: [
        { name: 'owner', groups: [group(at), group(at * 7)], quorum: 1 },
        { name: 'security', groups: ['security'], quorum: 1 },
      ],
      automatic: [],
      breakGlass: undefined,
    },
    autoApproval: undefined,
    approvals: [],
    escalated: [],
    createdAt: new Date(now - 365 * DAY + at * 300_000),
    pendingUntil: new Date(now + DAY),
    startsAt: undefined,
    endsAt: undefined,
    closedAt: undefined,
    closedReason: undefined,
    closedBy: undefined,
    review: undefined,
  };
};

const fill = async (store: Store, now: number): Promise<void> => {
  const each = 1000;
  for (let from = 0; from < REQUESTS; from += each) {
    await store.write(async (tx) => {
      for (let at = from; at < from + each; at += 1) await insertRequest(tx, requestOf(at, now));
    });
  }
};

const unused = (): never => {
  throw new Error('lists ask nobody');
};

const requestsOn = (store: Store): AccessRequests => {
  const answer = parsePolicy(policyText());
  if (!answer.ok) throw new Error('the policy of the benchmark is not sound');
  const policy = compilePolicy(answer.document, 1);
  const known = catalog();
  return createRequests({
    store,
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    directory: { current: unused, members: unused },
    policies: { inForce: async () => policy, version: async () => policy },
    catalog: { current: async () => known },
    audit: { append: unused },
    notifier: { tell: unused },
    sessions: { issue: unused, cut: unused, ofRequest: unused, cutsOf: unused },
    conditions: { holds: unused },
    cursorKey: systemIds.bytes(32),
  });
};

/** The 95th percentile in milliseconds, the first calls included. */
const p95 = async (run: (at: number) => Promise<unknown>): Promise<number> => {
  const taken: number[] = [];
  for (let at = 0; at < SAMPLES; at += 1) {
    const begin = performance.now();
    await run(at);
    taken.push(performance.now() - begin);
  }
  return taken.toSorted((a, b) => a - b)[Math.ceil(SAMPLES * 0.95) - 1] ?? Number.NaN;
};

const measure = async (): Promise<readonly Measurement[]> => {
  const store = await memoryStore(requestsMigrations);
  await fill(store, systemClock.now().getTime());
  const it = requestsOn(store);
  const every = Array.from({ length: GROUPS }, (_, at) => group(at));
  const few = person('few', every.slice(0, 3));
  const all = person('all', [...every, 'security', 'auditors']);
  const own = person('u1', [group(1)]);
  const page = { limit: 50 };
  const cases: Readonly<Record<string, (at: number) => Promise<unknown>>> = {
    'eligible, all accounts': () => it.eligible(all, page),
    'eligible, one word': (at) => it.eligible(all, { ...page, query: `account ${at * 97}` }),
    'review queue, 3 groups': () => it.list(few, { scope: 'review', ...page }),
    'review queue, all groups': () => it.list(all, { scope: 'review', ...page }),
    'review queue, text not found': () =>
      it.list(all, { scope: 'review', text: 'nowhere', ...page }),
    'own requests': () => it.list(own, { scope: 'mine', ...page }),
    'all requests of an account': (at) =>
      it.list(all, { scope: 'all', account: accountId(at), ...page }),
    'all requests, text not found': () => it.list(all, { scope: 'all', text: 'nowhere', ...page }),
  };
  const measurements: Measurement[] = [];
  for (const [name, run] of Object.entries(cases)) {
    const value = await p95(run);
    measurements.push({
      name: `broker: ${name}`,
      value,
      unit: 'ms (p95)',
      ratio: value / PROMISED_MILLISECONDS,
      versus: `the ${PROMISED_MILLISECONDS} ms promised`,
    });
  }
  await store.close();
  return measurements;
};

export const benchmarks: readonly Benchmark[] = [{ name: 'broker-requests', run: measure }];
