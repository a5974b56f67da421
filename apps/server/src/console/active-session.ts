import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import type { Principal, RootPrincipal, UserPrincipal } from '@gatehouse/service-kit';
import type { ConsoleDeps } from './console-deps.ts';
import type { SessionCookies } from './cookie.ts';
import { ConsoleError } from './http.ts';
import type { FoundSession, SessionStore } from './session-store.ts';

/** Who is at the console, as of this request. */
export interface ActiveSession {
  readonly id: string;
  readonly stored: FoundSession;
  /** Who signed in. */
  readonly home: UserPrincipal | RootPrincipal;
  /** Who acts: the role switched to, else who signed in. */
  readonly principal: Principal;
  readonly accessKeyId: string | undefined;
  /** The role's session is over; nobody acts until the person switches back. */
  readonly roleExpired: boolean;
}

export interface Sessions {
  readonly cookies: SessionCookies;
  readonly store: SessionStore;
}

type Deps = Pick<ConsoleDeps, 'cloud' | 'store' | 'clock'>;

/** The user or root user as it is now; undefined when what the session stands on is gone or changed. */
const readHome = async (
  { cloud, store }: Deps,
  { ground }: FoundSession,
): Promise<UserPrincipal | RootPrincipal | undefined> => {
  if (ground.kind === 'key') {
    const known = await cloud.credentials.longTerm(ground.accessKeyId);
    const principal = known?.principal;
    return principal?.kind === 'user' || principal?.kind === 'root' ? principal : undefined;
  }
  const user = await store.read((tx) => cloud.iam.signIn.userWithId(tx, ground.userId));
  return user?.passwordChangedAt?.getTime() === ground.passwordChangedAt
    ? user.principal
    : undefined;
};

const readRole = async (
  { cloud }: Deps,
  { role }: FoundSession,
): Promise<Principal | 'expired' | undefined> => {
  if (role === undefined) return undefined;
  try {
    const known = await cloud.credentials.temporary(role.accessKeyId, role.sessionToken);
    return known?.principal ?? 'expired';
  } catch (error) {
    if (error instanceof AwsError) return 'expired';
    throw error;
  }
};

export const findSession = async (
  deps: Deps,
  { cookies, store }: Sessions,
  request: IncomingMessage,
): Promise<ActiveSession | undefined> => {
  const id = cookies.idOf(request);
  const stored = id === undefined ? undefined : await store.find(id, deps.clock.now());
  if (id === undefined || stored === undefined) return undefined;
  const signedIn = await readHome(deps, stored);
  if (signedIn === undefined) {
    await store.end(id);
    return undefined;
  }
  const home = {
    ...signedIn,
    session: {
      issuedAt: new Date(stored.signedInAt),
      expiresAt: new Date(stored.expiresAt),
      mfaAuthenticated: stored.mfa,
      console: true,
    },
  };
  const role = await readRole(deps, stored);
  const acting = role === undefined || role === 'expired' ? home : role;
  const homeKey = stored.ground.kind === 'key' ? stored.ground.accessKeyId : undefined;
  return {
    id,
    stored,
    home,
    principal: acting,
    accessKeyId: acting === home ? homeKey : stored.role?.accessKeyId,
    roleExpired: role === 'expired',
  };
};

/** @throws ConsoleError when nobody is signed in */
export const requireSession = async (
  deps: Deps,
  sessions: Sessions,
  request: IncomingMessage,
): Promise<ActiveSession> => {
  const session = await findSession(deps, sessions, request);
  if (session === undefined)
    throw new ConsoleError(401, 'NotSignedIn', 'Your session has ended. Sign in again.');
  return session;
};
