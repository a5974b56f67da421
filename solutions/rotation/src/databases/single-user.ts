import { RotationFailure } from '../frame/errors.ts';
import type { PendingRotation, RotationSteps } from '../frame/model.ts';
import { newPassword } from '../frame/password.ts';
import { accessTo, requireSameServer } from './log-in.ts';
import type { DatabaseSecret, Engine } from './model.ts';
import { readDatabaseSecret } from './read-secret.ts';

/** The version is of the same user on the same server. @throws RotationFailure */
const requireSameUser = (pending: DatabaseSecret, other: DatabaseSecret, whose: string): void => {
  requireSameServer(pending, other, whose);
  if (pending.username !== other.username)
    throw new RotationFailure(
      `The ${whose} version is of user ${other.username}, and the pending one of ${pending.username}`,
    );
};

/** The user changes the own password: from the moment of `setSecret` until `finishSecret` the current version is refused. */
export const singleUserSteps = (engine: Engine): RotationSteps<DatabaseSecret> => {
  const { use, works } = accessTo(engine);

  const setWith = async (
    rotation: PendingRotation<DatabaseSecret>,
    secret: DatabaseSecret,
  ): Promise<boolean> =>
    (await use(rotation, secret, (session) => session.setOwnPassword(rotation.pending))) === 'done';

  return {
    read: readDatabaseSecret(engine),
    create: async ({ current, tools }) => ({
      ...current.fields,
      password: await newPassword(tools),
    }),
    set: async (rotation) => {
      const { current, pending } = rotation;
      requireSameUser(pending, current, 'current');
      if (await works(rotation, pending)) return;
      if (await setWith(rotation, current)) return;
      // A rotation that was given up after `setSecret`, or a password put back by hand: the one before may still be valid.
      const previous = await rotation.previous();
      if (previous !== undefined) {
        requireSameUser(pending, previous, 'previous');
        if (await setWith(rotation, previous)) return;
      }
      throw new RotationFailure(
        `${current.host} refuses the pending, the current and the previous password of ${current.username}`,
      );
    },
    test: async (rotation) => {
      if (!(await works(rotation, rotation.pending)))
        throw new RotationFailure(
          `${rotation.pending.host} refuses the pending password of ${rotation.pending.username}`,
        );
    },
  };
};
