import { RotationFailure } from '../frame/errors.ts';
import type { Rotation } from '../frame/model.ts';
import { authoritiesOf } from './authorities.ts';
import type { DatabaseSecret, Engine, Session } from './model.ts';

/** Where rotations of one engine log in. */
export interface Access {
  /** Whether the user of the secret can log in; closes what it opened. */
  readonly works: (rotation: Rotation<DatabaseSecret>, secret: DatabaseSecret) => Promise<boolean>;
  /** Uses a session, or answers `refused`. */
  readonly use: (
    rotation: Rotation<DatabaseSecret>,
    secret: DatabaseSecret,
    action: (session: Session) => Promise<void>,
  ) => Promise<'done' | 'refused'>;
}

export const accessTo = (engine: Engine): Access => {
  const use: Access['use'] = async ({ tools }, secret, action) => {
    const session = await engine.logIn(secret, authoritiesOf(tools));
    if (session === undefined) return 'refused';
    try {
      await action(session);
      return 'done';
    } finally {
      await session.close();
    }
  };
  return {
    use,
    works: async (rotation, secret) =>
      (await use(rotation, secret, (session) => session.check())) === 'done',
  };
};

/** A pending version must be for the server of the current one: a changed host would be handed a password that is valid. @throws RotationFailure */
export const requireSameServer = (
  one: DatabaseSecret,
  other: DatabaseSecret,
  whose: string,
): void => {
  if (one.host !== other.host || one.port !== other.port)
    throw new RotationFailure(
      `The ${whose} version is for host ${other.host}:${other.port}, and the pending one for ${one.host}:${one.port}`,
    );
};
