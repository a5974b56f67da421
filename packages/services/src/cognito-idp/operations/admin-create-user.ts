import type {
  AdminCreateUserRequest,
  AdminCreateUserResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Call, coordinates } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { attributeLimits, attributesOf, newAttributes } from '../attributes.ts';
import type { CognitoParts } from '../deps.ts';
import { accountExists, resendUnsupported, userNotFound } from '../errors.ts';
import { sendLater } from '../messages.ts';
import type { User, UserPool } from '../model.ts';
import { acceptedPassword } from '../new-passwords.ts';
import { namedUser, requireSaved, takeAliases } from '../new-user.ts';
import { passwordHistory, users } from '../repositories/users.ts';
import { authorizedPool } from '../requests.ts';
import { temporaryPassword, temporaryUntil } from '../temporary-password.ts';
import { adminLimits, HIDDEN, PASSWORD } from '../user-limits.ts';
import { userType } from '../user-types.ts';

type Deps = Pick<CognitoParts, 'ids' | 'passwords' | 'sessions' | 'store' | 'vault'>;

/** The invitation goes by mail where it can; nobody here sends text messages. */
const invite = async (
  tx: Tx,
  deps: Deps,
  input: AdminCreateUserRequest,
  invitation: { readonly pool: UserPool; readonly user: User; readonly password: string },
  now: Date,
): Promise<void> => {
  const { pool, user, password } = invitation;
  const to = user.attributes.get('email');
  const wanted = input.DesiredDeliveryMediums ?? ['EMAIL'];
  if (input.MessageAction === 'SUPPRESS' || to === undefined || !wanted.includes('EMAIL')) return;
  await sendLater(tx, deps, { kind: 'invitation', pool, user, secret: password, to, now });
};

const newUser = (deps: Deps, pool: UserPool, input: AdminCreateUserRequest, now: Date): User => {
  const sub = deps.ids.uuid();
  const asked = attributesOf(input.UserAttributes);
  const { username, attributes } = namedUser(pool, sub, input.Username ?? '', asked);
  return {
    sub,
    poolId: pool.id,
    username,
    status: 'FORCE_CHANGE_PASSWORD',
    enabled: true,
    // What is required and missing, the person states with the new password.
    attributes: newAttributes(pool, attributes, { requireAll: false }),
    mfa: { enabled: [] },
    password: undefined,
    temporaryUntil: temporaryUntil(pool, now),
    createdAt: now,
    modifiedAt: now,
  };
};

const create = async (
  deps: Deps,
  call: Call,
  pool: UserPool,
  input: AdminCreateUserRequest,
): Promise<User> => {
  const draft = newUser(deps, pool, input, call.now);
  if ((await users.find(call.tx, pool, draft.username)) !== undefined) throw accountExists();
  const password = input.TemporaryPassword ?? temporaryPassword(deps.ids, pool);
  const stored = await acceptedPassword(call.tx, deps.passwords, pool, draft, password);
  const user: User = { ...draft, password: stored };
  await deps.store.write(async (tx) => {
    if (input.ForceAliasCreation === true) await takeAliases(tx, pool, user);
    requireSaved(pool, await users.insert(tx, pool, user), accountExists);
    await passwordHistory.add(tx, user.sub, stored.verifier);
    await invite(tx, deps, input, { pool, user, password }, call.now);
  });
  return user;
};

/** Another temporary password for somebody who has not used the first. */
const resend = async (
  deps: Deps,
  call: Call,
  pool: UserPool,
  input: AdminCreateUserRequest,
): Promise<User> => {
  const found = await users.find(call.tx, pool, input.Username ?? '');
  if (found === undefined) throw userNotFound();
  if (found.status !== 'FORCE_CHANGE_PASSWORD') throw resendUnsupported();
  const password = input.TemporaryPassword ?? temporaryPassword(deps.ids, pool);
  const stored = await acceptedPassword(call.tx, deps.passwords, pool, found, password);
  return deps.store.write(async (tx) => {
    // The person may have chosen a password meanwhile.
    const present = await users.bySub(tx, found.sub);
    if (present?.status !== 'FORCE_CHANGE_PASSWORD') throw resendUnsupported();
    const user: User = {
      ...present,
      password: stored,
      temporaryUntil: temporaryUntil(pool, call.now),
      modifiedAt: call.now,
    };
    requireSaved(pool, await users.save(tx, pool, user), accountExists);
    await passwordHistory.add(tx, user.sub, stored.verifier);
    await deps.sessions.sessionsEnd(tx, user.sub);
    await invite(tx, deps, input, { pool, user, password }, call.now);
    return user;
  });
};

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 * The password is hashed outside of the write: that takes long.
 */
export const adminCreateUser = (deps: Deps) =>
  coordinates<AdminCreateUserRequest, AdminCreateUserResponse>(
    {
      limits: {
        ...adminLimits,
        ...attributeLimits('UserAttributes'),
        TemporaryPassword: PASSWORD,
        MessageAction: { oneOf: ['RESEND', 'SUPPRESS'] },
        'DesiredDeliveryMediums[]': { oneOf: ['SMS', 'EMAIL'] },
      },
      redact: HIDDEN,
      redactOutput: ['User.Username', 'User.Attributes'],
      partial: 'invitations are sent by email; there are no text messages and no Lambda triggers',
    },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'AdminCreateUser', input.UserPoolId ?? '');
      const make = input.MessageAction === 'RESEND' ? resend : create;
      return { User: userType(await make(deps, call, pool, input)) };
    },
  );
