import type { Clock } from '@gatehouse/core';
import type { Credentials, GrantId } from '../../model/index.ts';

/**
 * The last credentials of each grant, in this process's memory and nowhere else, so that a cut can be proved with the very
 * credentials that it kills. Gone with the grant's end, with the cut, or with the process.
 */
export interface HeldCredentials {
  keep(grant: GrantId, credentials: Credentials): void;
  of(grant: GrantId): Credentials | undefined;
  drop(grant: GrantId): void;
}

const MOST_GRANTS = 10_000;

export const heldCredentials = (clock: Clock): HeldCredentials => {
  const held = new Map<GrantId, Credentials>();
  const isOver = ({ expiration }: Credentials): boolean => expiration <= clock.now();
  const sweep = (): void => {
    for (const [grant, credentials] of held) if (isOver(credentials)) held.delete(grant);
  };
  return {
    keep: (grant, credentials) => {
      held.delete(grant);
      if (held.size >= MOST_GRANTS) sweep();
      if (held.size >= MOST_GRANTS) {
        const oldest = held.keys().next();
        if (oldest.done !== true) held.delete(oldest.value);
      }
      held.set(grant, credentials);
    },
    of: (grant) => {
      const found = held.get(grant);
      if (found === undefined || !isOver(found)) return found;
      held.delete(grant);
      return undefined;
    },
    drop: (grant) => {
      held.delete(grant);
    },
  };
};
