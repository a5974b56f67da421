import type {
  AdminResetUserPasswordRequest,
  AdminResetUserPasswordResponse,
  AdminSetUserPasswordRequest,
  AdminSetUserPasswordResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { coordinates, writes } from '@gatehouse/service-kit';
import type { CognitoParts } from '../deps.ts';
import {
  cannotBeReset,
  codeNotDelivered,
  externalUser,
  noVerifiedContact,
  userNotFound,
} from '../errors.ts';
import { sendLater } from '../messages.ts';
import { acceptedPassword } from '../new-passwords.ts';
import { recoveryContact } from '../recovery.ts';
import { passwordHistory, users } from '../repositories/users.ts';
import { authorizedPool, userOf } from '../requests.ts';
import { temporaryUntil } from '../temporary-password.ts';
import { adminLimits, HIDDEN, PASSWORD } from '../user-limits.ts';

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
 * The password is hashed outside of the write: that takes long.
 */
export const adminSetUserPassword = ({
  passwords,
  sessions,
  store,
}: Pick<CognitoParts, 'passwords' | 'sessions' | 'store'>) =>
  coordinates<AdminSetUserPasswordRequest, AdminSetUserPasswordResponse>(
    { limits: { ...adminLimits, Password: PASSWORD }, redact: HIDDEN },
    async (input, call) => {
      const { now } = call;
      const { pool } = await authorizedPool(call, 'AdminSetUserPassword', input.UserPoolId ?? '');
      const { sub, status, ...known } = await userOf(call.tx, pool, input.Username ?? '');
      if (status === 'EXTERNAL_PROVIDER') throw externalUser();
      const stored = await acceptedPassword(
        call.tx,
        passwords,
        pool,
        { ...known, sub },
        input.Password ?? '',
      );
      const permanent = input.Permanent === true;
      await store.write(async (tx) => {
        const user = await users.bySub(tx, sub);
        if (user === undefined) throw userNotFound();
        await users.save(tx, pool, {
          ...user,
          password: stored,
          status: permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
          temporaryUntil: permanent ? undefined : temporaryUntil(pool, now),
          modifiedAt: now,
        });
        await passwordHistory.add(tx, sub, stored.verifier);
        await sessions.sessionsEnd(tx, sub);
      });
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html */
export const adminResetUserPassword = (
  deps: Pick<CognitoParts, 'codes' | 'ids' | 'sessions' | 'vault'>,
) =>
  writes<AdminResetUserPasswordRequest, AdminResetUserPasswordResponse>(
    { limits: adminLimits, redact: HIDDEN },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(call, 'AdminResetUserPassword', input.UserPoolId ?? '');
      const user = await userOf(tx, pool, input.Username ?? '');
      if (user.status !== 'CONFIRMED' && user.status !== 'RESET_REQUIRED') throw cannotBeReset();
      const contact = recoveryContact(pool, user);
      if (contact === undefined) throw noVerifiedContact();
      if (contact.medium === 'SMS') throw codeNotDelivered();
      const { to } = contact;
      const request = { sub: user.sub, purpose: 'reset' as const, subject: to, now };
      const code = await deps.codes.issue(tx, request);
      await users.save(tx, pool, { ...user, status: 'RESET_REQUIRED', modifiedAt: now });
      await deps.sessions.sessionsEnd(tx, user.sub);
      await sendLater(tx, deps, { kind: 'reset', pool, user, secret: code, to, now });
      return {};
    },
  );
