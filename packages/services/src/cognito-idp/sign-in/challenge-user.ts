import { AwsError } from '@gatehouse/core';
import { users } from '../repositories/users.ts';
import { challenges } from './challenges.ts';
import { pendingDevices } from './pending-devices.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** Whose new device a session waits for, to show its secret once more. */
export const userOfChallenge = (
  parts: SignInParts,
  session: string,
): Promise<{ readonly seed: Uint8Array; readonly username: string } | undefined> =>
  parts.store.read(async (tx) => {
    const now = parts.clock.now();
    const challenge = await challenges.find(tx, parts.vault, session, now);
    if (challenge instanceof AwsError || challenge.name !== 'MFA_SETUP') return undefined;
    if (challenge.sub === undefined || challenge.content.origin !== 'web') return undefined;
    const user = await users.bySub(tx, challenge.sub);
    const seed = await pendingDevices.find(tx, parts.vault, challenge.sub, now);
    return user === undefined || seed === undefined ? undefined : { seed, username: user.username };
  });
