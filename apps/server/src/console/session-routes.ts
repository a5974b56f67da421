import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import { principalArn, sessionOf } from '@gatehouse/service-kit';
import { z } from 'zod';
import {
  type ActiveSession,
  findSession,
  type HomePrincipal,
  requireSession,
  type Sessions,
} from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { type ConsoleAnswer, ConsoleError, readSmallJson } from './http.ts';
import type { StoredSession } from './session-store.ts';
import { createSignIn } from './sign-in.ts';

export type Route = (request: IncomingMessage, visitor: Visitor) => Promise<ConsoleAnswer>;

const GLOBAL_REGION = 'us-east-1';
const SESSION_NAME_LENGTH = 64;

const SwitchRole = z.strictObject({
  account: z.string().regex(/^\d{12}$/),
  /** With its path, if it has one. */
  roleName: z.string().regex(/^[\w+=,.@/-]{1,576}$/),
  sessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/)
    .optional(),
  displayName: z.string().max(64).optional(),
});

const nameOf = (home: HomePrincipal): string => {
  switch (home.kind) {
    case 'user':
    case 'federated-user':
      return home.name;
    case 'assumed-role':
      return `${home.roleName}/${home.sessionName}`;
    case 'root':
      return 'root';
    default:
      return home satisfies never;
  }
};

/** `RoleSessionName` of a role that is switched to. */
const sessionNameOf = (home: HomePrincipal): string =>
  home.kind === 'assumed-role' ? home.sessionName : nameOf(home);

/** What the pages know of who is signed in. */
const sessionView = ({ home, principal, stored, roleExpired }: ActiveSession): object => {
  const homeView = {
    account: home.account,
    arn: principalArn(home),
    name: nameOf(home),
    kind: home.kind,
  };
  const role =
    principal.kind === 'assumed-role'
      ? {
          account: principal.account,
          arn: principal.arn,
          roleArn: principal.roleArn,
          roleName: principal.roleName,
          sessionName: principal.sessionName,
          displayName: stored.role?.displayName,
          expiresAt: sessionOf(principal)?.expiresAt,
        }
      : undefined;
  return {
    signedIn: true,
    home: homeView,
    role,
    roleExpired,
    mfa: stored.mfa,
    expiresAt: new Date(stored.expiresAt),
    issuer: stored.issuer,
  };
};

interface Parts {
  readonly deps: ConsoleDeps;
  readonly sessions: Sessions;
}

interface AssumedRole {
  readonly Credentials: { readonly AccessKeyId: string; readonly SessionToken: string };
}

const asHome = (
  { deps }: Parts,
  session: ActiveSession,
  visitor: Visitor,
  call: { readonly service: string; readonly operation: string; readonly input: unknown },
): Promise<unknown> =>
  deps.cloud.dispatcher.dispatch({
    ...call,
    ...visitor,
    principal: session.home,
    ...(session.stored.ground.kind === 'temporary'
      ? { accessKeyId: session.stored.ground.accessKeyId }
      : {}),
    region: GLOBAL_REGION,
    requestId: deps.ids.uuid(),
    secureTransport: false,
    fromConsole: true,
  });

const begin = ({ deps, sessions: { cookies, store } }: Parts): Route => {
  const signIn = createSignIn(deps);
  return async (request, visitor) => {
    const result = await signIn(await readSmallJson(request), visitor);
    if (!result.signedIn) return { status: 200, body: result };
    const id = cookies.newId();
    const { ground, mfa } = result;
    const earlier = cookies.idOf(request);
    if (earlier !== undefined) await store.end(earlier);
    await store.create(id, { ground, mfa, signedInAt: deps.clock.now().getTime() });
    return { status: 200, body: { signedIn: true }, headers: { 'set-cookie': cookies.begin(id) } };
  };
};

const end =
  ({ sessions: { cookies, store } }: Parts): Route =>
  async (request) => {
    const id = cookies.idOf(request);
    if (id !== undefined) await store.end(id);
    return { status: 200, body: { signedIn: false }, headers: { 'set-cookie': cookies.end() } };
  };

const show =
  ({ deps, sessions }: Parts): Route =>
  async (request) => {
    const session = await findSession(deps, sessions, request);
    const body = session === undefined ? { signedIn: false } : sessionView(session);
    return { status: 200, body };
  };

/** The session without what is kept beside it and without a role. */
const withoutRole = ({
  ground,
  mfa,
  signedInAt,
  endsAt,
  issuer,
}: StoredSession): StoredSession => ({ ground, mfa, signedInAt, endsAt, issuer });

/**
 * IAM User Guide, "Switch from a user to an IAM role (console)": the switch is authorized with the credentials of the
 * sign-in, whatever role is active.
 */
const switchRole =
  (parts: Parts): Route =>
  async (request, visitor) => {
    const { deps, sessions } = parts;
    const session = await requireSession(deps, sessions, request);
    const parsed = SwitchRole.safeParse(await readSmallJson(request));
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'Account id and role name are needed.');
    const { account, roleName, displayName, sessionName } = parsed.data;
    const assumed = (await asHome(parts, session, visitor, {
      service: 'sts',
      operation: 'AssumeRole',
      input: {
        RoleArn: `arn:aws:iam::${account}:role/${roleName}`,
        RoleSessionName: sessionName ?? sessionNameOf(session.home).slice(0, SESSION_NAME_LENGTH),
      },
    })) as AssumedRole;
    const { AccessKeyId: accessKeyId, SessionToken: sessionToken } = assumed.Credentials;
    const role = { accessKeyId, sessionToken, displayName };
    await sessions.store.replace(session.id, { ...withoutRole(session.stored), role });
    return show(parts)(request, visitor);
  };

const switchBack =
  (parts: Parts): Route =>
  async (request, visitor) => {
    const session = await requireSession(parts.deps, parts.sessions, request);
    await parts.sessions.store.replace(session.id, withoutRole(session.stored));
    return show(parts)(request, visitor);
  };

/** For the dialog that switches roles: what the person may see of the organization, which is nothing for most. */
const accounts =
  (parts: Parts): Route =>
  async (request, visitor) => {
    const session = await requireSession(parts.deps, parts.sessions, request);
    try {
      const call = { service: 'organizations', operation: 'ListAccounts', input: {} };
      return { status: 200, body: await asHome(parts, session, visitor, call) };
    } catch (error) {
      if (error instanceof AwsError) return { status: 200, body: { Accounts: [] } };
      throw error;
    }
  };

/** Routes about the session itself, by method and path. */
export const sessionRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): ReadonlyMap<string, Route> => {
  const parts = { deps, sessions };
  return new Map([
    ['GET /api/session', show(parts)],
    ['POST /api/session', begin(parts)],
    ['DELETE /api/session', end(parts)],
    ['POST /api/session/role', switchRole(parts)],
    ['DELETE /api/session/role', switchBack(parts)],
    ['GET /api/session/accounts', accounts(parts)],
  ]);
};
