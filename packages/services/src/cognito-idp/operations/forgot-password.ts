import type {
  ConfirmForgotPasswordRequest,
  ConfirmForgotPasswordResponse,
  ForgotPasswordRequest,
  ForgotPasswordResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { coordinates, writes } from '@gatehouse/service-kit';
import type { CognitoParts } from '../deps.ts';
import {
  cannotBeReset,
  codeMismatch,
  codeNotDelivered,
  noVerifiedContact,
  passwordFault,
  userDisabled,
} from '../errors.ts';
import { emailDelivery, sendLater } from '../messages.ts';
import type { User } from '../model.ts';
import { acceptedPassword, faultOfPassword } from '../new-passwords.ts';
import { existing, personOf, publicRequest } from '../public-requests.ts';
import { recoveryContact } from '../recovery.ts';
import { passwordHistory, users } from '../repositories/users.ts';
import { nobodySub, simulatedDelivery } from '../simulated-delivery.ts';
import { CODE, HIDDEN, PASSWORD, publicLimits } from '../user-limits.ts';

const canReset = ({ status }: User): boolean =>
  status === 'CONFIRMED' || status === 'RESET_REQUIRED';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
export const forgotPassword = (deps: Pick<CognitoParts, 'codes' | 'ids' | 'vault'>) =>
  writes<ForgotPasswordRequest, ForgotPasswordResponse>(
    {
      limits: publicLimits,
      redact: HIDDEN,
      redactOutput: ['CodeDeliveryDetails.Destination'],
      partial: 'codes are sent by email; there are no text messages and no Lambda triggers',
    },
    async (input, call) => {
      const { tx, now } = call;
      const { pool, hides } = await publicRequest(call, deps.vault, input);
      const found = await personOf(call, pool, input.Username);
      const known = found === undefined ? undefined : recoveryContact(pool, found);
      if (hides && (found?.enabled !== true || known === undefined || !canReset(found))) {
        const username = input.Username ?? '';
        await deps.codes.issue(tx, { sub: nobodySub(pool, username), purpose: 'reset', now });
        return { CodeDeliveryDetails: simulatedDelivery(pool, username) };
      }

      const user = existing(found);
      if (!user.enabled) throw userDisabled();
      if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER')
        throw cannotBeReset();
      const contact = canReset(user) ? recoveryContact(pool, user) : undefined;
      if (contact === undefined) throw noVerifiedContact();
      if (contact.medium === 'SMS') throw codeNotDelivered();
      const { to } = contact;
      const request = { sub: user.sub, purpose: 'reset' as const, subject: to, now };
      const secret = await deps.codes.issue(tx, request);
      await sendLater(tx, deps, { kind: 'reset', pool, user, secret, to, now });
      return { CodeDeliveryDetails: emailDelivery(to) };
    },
  );

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 * A wrong code counts although the request fails, and the password is hashed outside of the write.
 */
export const confirmForgotPassword = ({
  codes,
  passwords,
  sessions,
  store,
  vault,
}: Pick<CognitoParts, 'codes' | 'passwords' | 'sessions' | 'store' | 'vault'>) =>
  coordinates<ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse>(
    { limits: { ...publicLimits, ConfirmationCode: CODE, Password: PASSWORD }, redact: HIDDEN },
    async (input, call) => {
      const { now } = call;
      const { pool, hides } = await publicRequest(call, vault, input);
      const password = input.Password ?? '';
      const fault = faultOfPassword(pool, password);
      if (fault !== undefined) throw passwordFault(fault);
      const found = await personOf(call, pool, input.Username);
      const code = input.ConfirmationCode ?? '';
      if (hides && (found?.enabled !== true || recoveryContact(pool, found) === undefined)) {
        const sub = nobodySub(pool, input.Username ?? '');
        await codes.check(store, { sub, purpose: 'reset', now }, code);
        throw codeMismatch();
      }
      const known = existing(found);
      if (!known.enabled) throw userDisabled();
      const request = { sub: known.sub, purpose: 'reset' as const, now };
      const address = await codes.check(store, request, code);
      const stored = await acceptedPassword(call.tx, passwords, pool, known, password);
      await store.write(async (tx) => {
        const user = existing(await users.bySub(tx, known.sub));
        if (!user.enabled || !canReset(user)) throw cannotBeReset();
        if (!(await codes.spend(tx, request, code))) throw codeMismatch();
        const attributes = new Map(user.attributes);
        if (attributes.get('email') === address) attributes.set('email_verified', 'true');
        await users.save(tx, pool, {
          ...user,
          attributes,
          password: stored,
          status: 'CONFIRMED',
          modifiedAt: now,
        });
        await passwordHistory.add(tx, user.sub, stored.verifier);
        await sessions.sessionsEnd(tx, user.sub);
      });
      return {};
    },
  );
