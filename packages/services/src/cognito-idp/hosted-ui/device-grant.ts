import { users } from '../repositories/users.ts';
import { canReadScopes } from '../tokens/claims.ts';
import { deviceCodes } from '../tokens/device-codes.ts';
import type { GrantType } from './grant-type.ts';

const SLOWER_SECONDS = 5;

/** RFC 8628 §3.4: a device asks again and again until a person has decided. */
export const deviceGrant: GrantType = async (tx, parts, { visit, client, form, now }) => {
  const given = form.get('device_code');
  if (given === undefined) return { error: 'invalid_request' };
  const device = await deviceCodes.find(tx, given);
  if (device?.clientId !== client.id) return { error: 'invalid_grant' };
  if (device.expiresAt <= now) return { error: 'expired_token' };
  switch (device.state) {
    case 'denied':
      return { error: 'access_denied' };
    case 'used':
      return { error: 'invalid_grant' };
    case 'pending': {
      const early = now.getTime() - device.polledAt.getTime() < device.intervalSeconds * 1000;
      const interval = early ? device.intervalSeconds + SLOWER_SECONDS : device.intervalSeconds;
      await deviceCodes.polled(tx, device.hash, now, interval);
      return { error: early ? 'slow_down' : 'authorization_pending' };
    }
    case 'approved':
      break;
    default:
      return device.state satisfies never;
  }
  if (!(await deviceCodes.decide(tx, device.hash, 'approved', 'used')))
    return { error: 'invalid_grant' };
  const user = device.sub === undefined ? undefined : await users.bySub(tx, device.sub);
  if (user?.enabled !== true || !canReadScopes(client, device.scopes))
    return { error: 'invalid_grant' };
  visit.notes.sub = user.sub;
  const { scopes, authTime = now } = device;
  const signIn = { pool: visit.pool, client, user, scopes, oauth: true, authTime };
  return parts.issuer.begin(tx, signIn, { now, refreshable: true });
};
