import { checkNoNewAccess, PolicySyntaxError, TooComplexError } from '@gatehouse/policy';
import { isRecord, matchesGlob, readStatements, type Statement } from '../statements.ts';

const parsed = (document: string): readonly unknown[] => {
  const value: unknown = JSON.parse(document);
  return isRecord(value) ? [value['Statement']].flat() : [];
};

/** One document with the statements of several. */
export const merged = (documents: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    // Statement ids are unique within a document only.
    Statement: documents
      .flatMap(parsed)
      .map((statement) =>
        isRecord(statement)
          ? Object.fromEntries(Object.entries(statement).filter(([name]) => name !== 'Sid'))
          : statement,
      ),
  });

const MOST_GAINS = 200;

const patternsOf = ({ actions }: Statement): readonly string[] => actions ?? ['*'];

const isCovered = (pattern: string, existing: readonly Statement[]): boolean =>
  existing.some(
    ({ effect, actions, resources, condition }) =>
      effect === 'Allow' &&
      condition === undefined &&
      resources?.includes('*') === true &&
      actions?.some((wider) => matchesGlob(wider, pattern)) === true,
  );

/**
 * Patterns of actions that a new policy adds to what somebody may already. The policy engine tells which statements add anything;
 * what it cannot compare counts as added.
 */
export const gainsOf = (existing: readonly string[], wanted: readonly string[]): string[] => {
  const document = merged(wanted);
  const statements = readStatements(document, 'identity', 'wanted');
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  if (existing.length === 0)
    return [...new Set(allows.flatMap(patternsOf))].toSorted().slice(0, MOST_GAINS);
  let guilty = allows;
  try {
    const { reasons } = checkNoNewAccess(merged(existing), document, 'IDENTITY_POLICY');
    const indexes = new Set(reasons.map(({ statementIndex }) => statementIndex));
    guilty = allows.filter(({ index }) => indexes.has(index));
  } catch (error) {
    if (!(error instanceof TooComplexError) && !(error instanceof PolicySyntaxError)) throw error;
  }
  const before = readStatements(merged(existing), 'identity', 'existing');
  const added = guilty
    .flatMap(patternsOf)
    .filter(
      (pattern) => before.some(({ effect }) => effect === 'Deny') || !isCovered(pattern, before),
    );
  return [...new Set(added)].toSorted().slice(0, MOST_GAINS);
};
