import type { Tx } from '@gatehouse/store';
import type { User } from '../model.ts';
import { clients } from '../repositories/clients.ts';
import { users } from '../repositories/users.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { errorPage, redirect } from './answers.ts';
import {
  type AuthorizationRequest,
  type Checked,
  checkAuthorization,
  errorLocation,
} from './authorization-request.ts';
import { sessionOf } from './cookies.ts';
import { authorize } from './finish.ts';
import type { Handler, Visit } from './visit.ts';

/** The request that the query is, or what is wrong with it. */
export const checkedRequest = (parts: SignInParts, { pool, query }: Visit): Promise<Checked> =>
  parts.store.read(async (tx) => {
    const client = await clients.find(tx, query.get('client_id') ?? '');
    return checkAuthorization(client?.poolId === pool.id ? client : undefined, query);
  });

/** A faulty request's answer: a page, or a redirection to the client. */
export const refuse = (checked: Exclude<Checked, { valid: true }>): Response =>
  checked.tell === 'person' ? errorPage(checked.message) : redirect(checked.location);

/** Who is signed in with this browser, and may still be. */
export const signedIn = async (
  parts: SignInParts,
  visit: Visit,
): Promise<{ readonly user: User; readonly authTime: Date } | undefined> => {
  const session = await sessionOf(parts, visit);
  if (session === undefined) return undefined;
  const user = await parts.store.read((tx: Tx) => users.bySub(tx, session.sub));
  return user?.enabled === true && user.status === 'CONFIRMED'
    ? { user, authTime: session.authTime }
    : undefined;
};

/** Who is signed in, when the client takes that: it may want a new sign-in, or one that is not too old. */
const fresh = async (
  parts: SignInParts,
  visit: Visit,
  { prompts, maxAge }: AuthorizationRequest,
): Promise<Awaited<ReturnType<typeof signedIn>>> => {
  if (prompts.includes('login')) return undefined;
  const known = await signedIn(parts, visit);
  if (known === undefined || maxAge === undefined) return known;
  const age = parts.clock.now().getTime() - known.authTime.getTime();
  return age <= maxAge * 1000 ? known : undefined;
};

/** `/oauth2/authorize`: who is signed in already goes back to the client at once, others sign in first. */
export const authorizeEndpoint: Handler = async (parts, visit) => {
  const checked = await checkedRequest(parts, visit);
  if (!checked.valid) return refuse(checked);
  const { request } = checked;
  const known = await fresh(parts, visit, request);
  if (known === undefined) {
    if (request.prompts.includes('none')) return redirect(errorLocation(request, 'login_required'));
    return redirect(`${visit.root}/login?${visit.search}`);
  }
  visit.notes.sub = known.user.sub;
  await parts.keys.ensure(parts.store, visit.pool.id);
  const location = await parts.store.write((tx) =>
    authorize(tx, parts, visit, request, { ...known, now: parts.clock.now() }),
  );
  return redirect(location);
};
