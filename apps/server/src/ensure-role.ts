import { AwsError } from '@gatehouse/core';
import type { Caller } from './broker/account-caller.ts';

/** A role of the demo. */
export interface Role {
  readonly name: string;
  readonly description: string;
  readonly trust: string;
  readonly managed?: readonly string[];
  readonly inline?: string;
}

/** A policy of these statements. */
export const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** A start that was cut short made some of these already. */
const unlessThere = async (made: Promise<unknown>): Promise<void> => {
  await made.catch((error: unknown) => {
    if (!(error instanceof AwsError) || error.name !== 'EntityAlreadyExists') throw error;
  });
};

export const ensureRole = async (call: Caller, role: Role): Promise<void> => {
  const { name, description, trust, managed = [], inline } = role;
  await unlessThere(
    call('iam', 'CreateRole', {
      RoleName: name,
      Description: description,
      AssumeRolePolicyDocument: trust,
    }),
  );
  for (const PolicyArn of managed)
    await call('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn });
  if (inline !== undefined)
    await call('iam', 'PutRolePolicy', {
      RoleName: name,
      PolicyName: name,
      PolicyDocument: inline,
    });
};
