import { parseArn } from '@gatehouse/core';
import { type Call, type ConditionKeys } from '@gatehouse/service-kit';
import { type LambdaDeps, SERVICE } from './deps.ts';
import { crossAccountRole, roleNotAssumable } from './errors.ts';
import type { FunctionRef } from './model.ts';

/** `iam:PassRole` for the execution role (IAM User Guide, "iam:PassedToService"). */
export const authorizeRole = async (call: Call, role: string | undefined): Promise<void> => {
  if (role === undefined) return;
  // Whose role it is comes after whether the caller may pass it.
  const own = { resourceAccount: call.account };
  await call.authorize('iam:PassRole', role, { 'iam:PassedToService': SERVICE }, own);
  if (parseArn(role)?.account !== call.account) throw crossAccountRole();
};

/** Not inside a transaction: it asks IAM. */
export const requireAssumable = async (
  { roles, acceptsLooseInput }: Pick<LambdaDeps, 'acceptsLooseInput' | 'roles'>,
  { arn, account, region }: FunctionRef,
  roleArn: string,
): Promise<void> => {
  if (acceptsLooseInput === true) return;
  const source = { service: SERVICE, sourceArn: arn, sourceAccount: account };
  if (!(await roles.trusts({ roleArn, source, region }))) throw roleNotAssumable();
};

/** `lambda:SubnetIds` and `lambda:SecurityGroupIds` of a request. */
export const vpcKeys = ({
  VpcConfig,
}: {
  readonly VpcConfig?:
    | {
        readonly SubnetIds?: string[] | undefined;
        readonly SecurityGroupIds?: string[] | undefined;
      }
    | undefined;
}): ConditionKeys => ({
  ...((VpcConfig?.SubnetIds ?? []).length === 0
    ? {}
    : { 'lambda:SubnetIds': VpcConfig?.SubnetIds }),
  ...((VpcConfig?.SecurityGroupIds ?? []).length === 0
    ? {}
    : { 'lambda:SecurityGroupIds': VpcConfig?.SecurityGroupIds }),
});
