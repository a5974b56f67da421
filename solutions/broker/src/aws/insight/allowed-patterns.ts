import { readStatements, type Statement } from '../statements.ts';
import type { Layers } from './power.ts';
import type { RoleDocument } from './role-document.ts';

/** The layers of a role's session: its policies, its boundary, the narrower policy. */
export const layersOf = (role: RoleDocument, sessionPolicy: string | undefined): Layers => [
  role.identity,
  ...(role.boundary === undefined ? [] : [role.boundary]),
  ...(sessionPolicy === undefined
    ? []
    : [readStatements(sessionPolicy, 'session', 'session policy')]),
];

const patternsOf = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(({ effect, actions, notActions }) => {
    if (effect === 'Deny') return [];
    return actions ?? (notActions === undefined ? [] : ['*']);
  });

/** The patterns of actions that a session is allowed, from the narrower of the two policies. */
export const allowedPatterns = (
  role: RoleDocument,
  sessionPolicy: string | undefined,
): readonly string[] => {
  const narrower =
    sessionPolicy === undefined
      ? role.identity
      : readStatements(sessionPolicy, 'session', 'session policy');
  return [...new Set(patternsOf(narrower))];
};
