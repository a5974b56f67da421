import type { IncomingMessage } from 'node:http';
import { AwsError } from '@gatehouse/core';
import type {
  FederatedUserPrincipal,
  Principal,
  RolePrincipal,
  RootPrincipal,
  UserPrincipal,
} from '@gatehouse/service-kit';
import type { ConsoleDeps } from './console-deps.ts';
import type { SessionCookies } from './cookie.ts';
import { ConsoleError } from './http.ts';
import type { FoundSession, SessionStore } from './session-store.ts';

export type HomePrincipal = UserPrincipal | RootPrincipal | RolePrincipal | FederatedUserPrincipal;

/** Who is at the console, as of this request. */
export interface ActiveSession {
  readonly id: string;
  readonly stored: FoundSession;
  /** Who signed in. */
  readonly home: HomePrincipal;
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

/** Whoever temporary credentials are of; undefined when they have expired. */
const readTemporary = async (
  { cloud }: Deps,
  accessKeyId: string,
  sessionToken: string,
): Promise<Principal | undefined> => {
  try {
    return (await cloud.credentials.temporary(accessKeyId, sessionToken))?.principal;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
};

/** Who signed in, as of now; undefined when what the session stands on is gone or changed. */
const readHome = async (
  deps: Deps,
  { ground }: FoundSession,
): Promise<HomePrincipal | undefined> => {
  const { cloud, store } = deps;
  if (ground.kind === 'temporary') {
    const principal = await readTemporary(deps, ground.accessKeyId, ground.sessionToken);
    return principal?.kind === 'assumed-role' || principal?.kind === 'federated-user'
      ? principal
      : undefined;
  }
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
  deps: Deps,
  { role }: FoundSession,
): Promise<Principal | 'expired' | undefined> =>
  role && ((await readTemporary(deps, role.accessKeyId, role.sessionToken)) ?? 'expired');

/** A person has a session of the console; temporary credentials stay the session that STS made, with its limits and policies. */
const atConsole = (principal: HomePrincipal, stored: FoundSession): HomePrincipal =>
  principal.kind === 'user' || principal.kind === 'root'
    ? {
        ...principal,
        session: {
          issuedAt: new Date(stored.signedInAt),
          expiresAt: new Date(stored.expiresAt),
          mfaAuthenticated: stored.mfa,
          console: true,
        },
      }
    : principal;

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
  const home = atConsole(signedIn, stored);
  const role = await readRole(deps, stored);
  const acting = role === undefined || role === 'expired' ? home : role;
  const homeKey = stored.ground.kind === 'password' ? undefined : stored.ground.accessKeyId;
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
