import type { Tx } from '@gatehouse/store';
import type { AppClient, User } from '../model.ts';
import { clients } from '../repositories/clients.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { deviceCodes } from '../tokens/device-codes.ts';
import { errorPage } from './answers.ts';
import { encoded, formTarget } from './authorization-request.ts';
import { checkedRequest, refuse } from './authorize.ts';
import { authorize } from './finish.ts';
import { readableUserCode, userCodeOf } from './user-code.ts';
import type { Visit } from './visit.ts';

/** What somebody signs in for: an application's request, or a device that waits. */
export interface LoginTarget {
  readonly client: AppClient;
  /** Where the browser goes when the person is in. */
  arrive(tx: Tx, user: User, now: Date): Promise<string>;
  readonly formTargets: readonly string[];
}

const deviceTarget = (
  parts: SignInParts,
  visit: Visit,
  userCode: string,
): Promise<LoginTarget | undefined> =>
  parts.store.read(async (tx) => {
    const now = parts.clock.now();
    const device = await deviceCodes.pending(tx, visit.pool.id, userCode, now);
    const client = device === undefined ? undefined : await clients.find(tx, device.clientId);
    if (client === undefined) return undefined;
    const location = `${visit.root}/device?${encoded({ user_code: readableUserCode(userCode) })}`;
    return { client, arrive: () => Promise.resolve(location), formTargets: [] };
  });

/** The target that the query of a page names, or the answer to a query that names none. */
export const loginTarget = async (
  parts: SignInParts,
  visit: Visit,
): Promise<LoginTarget | Response> => {
  const { query } = visit;
  if (query.has('user_code') && !query.has('client_id')) {
    const userCode = userCodeOf(query.get('user_code'));
    const target = userCode === undefined ? undefined : await deviceTarget(parts, visit, userCode);
    return target ?? errorPage('No device waits with this code. It may have expired.');
  }
  const checked = await checkedRequest(parts, visit);
  if (!checked.valid) return refuse(checked);
  const { request } = checked;
  return {
    client: request.client,
    arrive: (tx, user, now) => authorize(tx, parts, visit, request, { user, authTime: now, now }),
    formTargets: [formTarget(request.redirectUri)],
  };
};
