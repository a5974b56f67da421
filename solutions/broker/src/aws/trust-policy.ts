import { PolicySyntaxError } from '@gatehouse/policy';
import { GRANT_TAG } from './parts.ts';
import { coversAction, isRecord, readStatements, type Statement } from './statements.ts';

/** What a role's trust policy says about the broker and about others. */
export interface Trust {
  readonly admitsBroker: boolean;
  /** Each way in for the broker asks for the grant's tag. */
  readonly needsTag: boolean;
  /** Principals beside the broker that may assume the role, as the policy names them. */
  readonly strangers: readonly string[];
}

const ASSUMPTIONS = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoot',
];

const principalsOf = ({ principal, notPrincipal }: Statement): readonly string[] => {
  if (notPrincipal !== undefined) return ['everybody except some (NotPrincipal)'];
  if (!isRecord(principal)) return typeof principal === 'string' ? [principal] : [];
  return Object.values(principal).flatMap((values) => [values].flat().map(String));
};

/** An Allow that asks for the tag: with `…IfExists`, or on its absence, it would not. */
const asksForTag = ({ condition = {} }: Statement): boolean => {
  const key = `aws:requesttag/${GRANT_TAG}`;
  return Object.entries(condition).some(([operator, keys]) => {
    if (!isRecord(keys) || /ifexists$/i.test(operator) || /not/i.test(operator)) return false;
    const entry = Object.entries(keys).find(([name]) => name.toLowerCase() === key);
    if (entry === undefined) return false;
    const values = [entry[1]].flat().map(String);
    return operator.toLowerCase() !== 'null' || values.every((value) => value === 'false');
  });
};

/** Undefined for a text that is no trust policy. */
export const readTrust = (document: string, brokerRoleArn: string): Trust | undefined => {
  let statements: readonly Statement[];
  try {
    statements = readStatements(document, 'trust', 'trust policy');
  } catch (error) {
    if (error instanceof PolicySyntaxError) return undefined;
    throw error;
  }
  const ways = statements.filter(
    (statement) =>
      statement.effect === 'Allow' && ASSUMPTIONS.some((action) => coversAction(statement, action)),
  );
  const ours = ways.filter((way) => principalsOf(way).includes(brokerRoleArn));
  const named = ways.flatMap(principalsOf).filter((principal) => principal !== brokerRoleArn);
  return {
    admitsBroker: ours.length > 0,
    needsTag: ours.every(asksForTag),
    strangers: [...new Set(named)].toSorted(),
  };
};
