import { readFileSync } from 'node:fs';
import type { Store } from '@gatehouse/store';
import { signInAt, type StartedCloud, startCloud } from '@gatehouse/testcloud';

/** Somebody signed in: their calls of the broker, timed. */
export interface Caller {
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Timed>;
}

interface Timed {
  readonly status: number;
  readonly body: unknown;
  readonly milliseconds: number;
}

const passwordOf = (cloud: StartedCloud, name: string): string => {
  const text = readFileSync(cloud.consolePasswords, 'utf8');
  const found = new RegExp(`person +${name}\\npassword +(\\S+)`).exec(text);
  if (found?.[1] === undefined) throw new Error(`no password for ${name}`);
  return found[1];
};

interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
}

const signIn = async (cloud: StartedCloud, name: string): Promise<Caller> => {
  const settings = (await (await fetch(`${cloud.console}/broker/v1/sign-in`)).json()) as SignIn;
  const { accessToken } = await signInAt({
    ...settings,
    redirectUri: `${cloud.console}/access/callback`,
    username: name,
    password: passwordOf(cloud, name),
    scope: 'openid email profile',
  });
  return {
    call: async (method, path, body) => {
      const start = performance.now();
      const response = await fetch(`${cloud.console}/broker/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const parsed: unknown = await response.json();
      return { status: response.status, body: parsed, milliseconds: performance.now() - start };
    },
  };
};

/** The demo organization with its people, one of whom is signed in whenever they are asked for. */
export interface World {
  readonly cloud: StartedCloud;
  person(name: string): Promise<Caller>;
  stop(): Promise<void>;
}

export const openWorld = async (): Promise<World> => {
  const cloud = await startCloud();
  const people = new Map<string, Promise<Caller>>();
  return {
    cloud,
    person: (name) => {
      const known = people.get(name) ?? signIn(cloud, name);
      people.set(name, known);
      return known;
    },
    stop: () => cloud.stop(),
  };
};

/** A value at or below which 95 of 100 lie. */
export const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

export const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const WORKLOADS = '111122223333';
const ROLES = ['TempAccessRoleS3Admin', 'TempAccessRoleReadOnly', 'TempAccessRoleEc2Admin'];

/** Accounts beside the demo's, in the same unit and with the same roles, as the catalog would have read them. */
export const addAccounts = async (store: Store, count: number): Promise<void> => {
  await store.write(async (tx) => {
    for (let at = 0; at < count; at += 1) {
      const id = String(200_000_000_000 + at);
      await tx.run(
        `INSERT INTO broker_account (id, name, units, tags, listed_at, roles_at)
         SELECT ?, ?, units, tags, listed_at, roles_at FROM broker_account WHERE id = ?`,
        [id, `account-${at}`, WORKLOADS],
      );
      for (const role of ROLES)
        await tx.run(
          `INSERT INTO broker_role (arn, account, name, max_seconds, strangers, needs_tag)
           SELECT ?, ?, name, max_seconds, strangers, needs_tag FROM broker_role WHERE arn = ?`,
          [`arn:aws:iam::${id}:role/${role}`, id, `arn:aws:iam::${WORKLOADS}:role/${role}`],
        );
    }
    await tx.run('UPDATE broker_catalog SET version = version + 1');
    tx.notify('broker-aws-catalog', '');
  });
};

const PENDING_OF = 100;

/** Copies of one real request: one of a hundred still waits, the others were rejected. */
export const addRequests = async (store: Store, id: string, count: number): Promise<void> => {
  await store.write(async (tx) => {
    for (let at = 0; at < count; at += 1) {
      const copy = `r-${String(at).padStart(20, '0')}`;
      const state = at % PENDING_OF === 0 ? 'pending' : 'rejected';
      await tx.run(
        `INSERT INTO broker_request (id, version, state, requester, created_at, pending_until, words, document)
         SELECT ?, version, ?, requester, created_at - ?, pending_until, words,
           replace(replace(document, id, ?), '"pending"', ?) FROM broker_request WHERE id = ?`,
        [copy, state, at + 1, copy, `"${state}"`, id],
      );
      await tx.run(
        `INSERT INTO broker_request_target (request_id, n, account, role_arn, first_of_account, created_at)
         SELECT ?, n, account, role_arn, first_of_account, created_at - ?
         FROM broker_request_target WHERE request_id = ?`,
        [copy, at + 1, id],
      );
      if (state === 'pending')
        await tx.run(
          `INSERT INTO broker_review_queue (approver_group, created_at, request_id)
           SELECT approver_group, created_at - ?, ? FROM broker_review_queue WHERE request_id = ?`,
          [at + 1, copy, id],
        );
    }
  });
};
