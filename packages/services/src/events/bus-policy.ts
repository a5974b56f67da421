import type { Condition } from '@aws-sdk/client-eventbridge';
import { compilePolicy, type NamedPolicy, PolicySyntaxError } from '@gatehouse/policy';
import { invalidParameter, policyTooLong, statementNotFound } from './errors.ts';
import type { BusRef, EventBus } from './model.ts';

// Amazon EventBridge quotas: the policy of a bus.
const MOST_CHARACTERS = 10_240;
const VERSION = '2012-10-17';

type Statement = Readonly<Record<string, unknown>>;
interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Policies made while decisions were off can be any text: those let nobody in. */
export const busPolicy = ({ arn, policy }: EventBus): NamedPolicy | undefined => {
  if (policy === undefined) return undefined;
  try {
    return { id: arn, policy: compilePolicy(policy, 'resource') };
  } catch (error) {
    if (error instanceof PolicySyntaxError) return undefined;
    throw error;
  }
};

/** Refuses a text that could not be a bus's policy. */
export const requirePolicy = (text: string): void => {
  if (text.length > MOST_CHARACTERS) throw policyTooLong(MOST_CHARACTERS);
  try {
    compilePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw invalidParameter('Policy', error.message);
    throw error;
  }
};

const parse = (text: string | undefined): Document => {
  if (text === undefined) return { Version: VERSION, Statement: [] };
  const document: Statement = JSON.parse(text);
  const { Version, Statement: given } = document;
  return {
    ...document,
    Version: typeof Version === 'string' ? Version : VERSION,
    Statement: [given].flat() as readonly Statement[],
  };
};

export interface Permission {
  readonly statementId: string;
  /** An account, or everybody. */
  readonly principal: string;
  readonly condition: Condition | undefined;
}

/** The policy with a statement more, or another one of the same name, as PutPermission writes it. */
export const withPermission = (
  { arn }: BusRef,
  policy: string | undefined,
  { statementId, principal, condition }: Permission,
): string => {
  const document = parse(policy);
  const statement = {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: 'events:PutEvents',
    Resource: arn,
    ...(condition === undefined
      ? {}
      : {
          Condition: { [condition.Type ?? '']: { [condition.Key ?? '']: condition.Value } },
        }),
  };
  const others = document.Statement.filter(({ Sid }) => Sid !== statementId);
  return JSON.stringify({ ...document, Statement: [...others, statement] });
};

/** The policy without a statement; undefined when it was the last one. */
export const withoutPermission = (
  policy: string | undefined,
  statementId: string,
): string | undefined => {
  const document = parse(policy);
  const left = document.Statement.filter(({ Sid }) => Sid !== statementId);
  if (left.length === document.Statement.length) throw statementNotFound();
  return left.length === 0 ? undefined : JSON.stringify({ ...document, Statement: left });
};
