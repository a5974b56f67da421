import type { AuthorizationRequest, ContextValue } from '../model.ts';
import { lowerCase } from './lower-case.ts';
import { principalKey } from './principal-keys.ts';

export type ContextLookup = (request: AuthorizationRequest) => ContextValue | undefined;

/**
 * The value of a condition key, whose name ignores case. What follows from the principal itself is known even when
 * the caller did not repeat it in the context: a condition about the principal must not fail open for that.
 */
export const contextLookup = (key: string): ContextLookup => {
  const name = lowerCase(key);
  const own = principalKey(name);
  if (own === undefined) return ({ context }) => context.get(name);
  return ({ context, principal }) => context.get(name) ?? own(principal);
};
