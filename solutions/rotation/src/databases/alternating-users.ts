import { RotationFailure } from '../frame/errors.ts';
import type { PendingRotation, Rotation, RotationSteps } from '../frame/model.ts';
import { newPassword } from '../frame/password.ts';
import { accessTo, requireSameServer } from './log-in.ts';
import type { DatabaseSecret, Engine } from './model.ts';
import { readDatabaseSecret } from './read-secret.ts';

const CLONE = '_clone';

/** The other one of two users. @throws RotationFailure where the server has no room for such a name */
export const otherUser = (engine: Engine, { username, engine: named }: DatabaseSecret): string => {
  if (username.length > CLONE.length && username.endsWith(CLONE))
    return username.slice(0, -CLONE.length);
  const clone = `${username}${CLONE}`;
  const most = engine.mostNameBytes(named);
  if (Buffer.byteLength(clone) > most)
    throw new RotationFailure(`The user name ${clone} would be longer than ${most} bytes`);
  return clone;
};

const masterOf = async (
  engine: Engine,
  { current, tools }: Rotation<DatabaseSecret>,
): Promise<DatabaseSecret> => {
  if (current.master === undefined)
    throw new RotationFailure('"masterarn" is missing from the AWSCURRENT version');
  const { SecretString: text } = await tools.secrets.getSecretValue({
    SecretId: current.master,
    VersionStage: 'AWSCURRENT',
  });
  if (text === undefined) throw new RotationFailure(`${current.master} is not a text`);
  const master = readDatabaseSecret(engine)(text, `the secret ${current.master}`);
  // Else whoever may write this secret could have the master's password sent to a host of their own.
  requireSameServer(current, master, 'master');
  return master;
};

/**
 * Two users take turns: while one is current the other one gets a new password, so that both versions are valid until the next
 * rotation. A user who may make others, of the secret that `masterarn` names, makes the second user at the first rotation.
 */
export const alternatingUsersSteps = (engine: Engine): RotationSteps<DatabaseSecret> => {
  const { use, works } = accessTo(engine);

  const setByMaster = async (rotation: PendingRotation<DatabaseSecret>): Promise<void> => {
    const { current, pending } = rotation;
    const master = await masterOf(engine, rotation);
    if (master.username === pending.username)
      throw new RotationFailure(`${pending.username} is the user of the master secret itself`);
    const outcome = await use(rotation, master, async (session) => {
      if (await session.hasUser(pending.username)) await session.setPassword(pending);
      else await session.cloneUser(current.username, pending);
    });
    if (outcome === 'refused')
      throw new RotationFailure(`${master.host} refuses the master's password`);
  };

  return {
    read: readDatabaseSecret(engine),
    create: async ({ current, tools }) => ({
      ...current.fields,
      username: otherUser(engine, current),
      password: await newPassword(tools),
    }),
    set: async (rotation) => {
      const { current, pending } = rotation;
      requireSameServer(pending, current, 'current');
      if (pending.username !== otherUser(engine, current))
        throw new RotationFailure(
          `The pending version is of user ${pending.username}, who does not alternate with ${current.username}`,
        );
      if (await works(rotation, pending)) return;
      // A current version that is not valid says nothing about whose rights the other user should have.
      if (!(await works(rotation, current)))
        throw new RotationFailure(
          `${current.host} refuses the current password of ${current.username}`,
        );
      await setByMaster(rotation);
    },
    test: async (rotation) => {
      if (!(await works(rotation, rotation.pending)))
        throw new RotationFailure(
          `${rotation.pending.host} refuses the pending password of ${rotation.pending.username}`,
        );
    },
  };
};
