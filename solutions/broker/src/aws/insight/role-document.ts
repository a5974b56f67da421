import type { IAM } from '@gatehouse/clients';
import { pages } from '../catalog/organization.ts';
import { decodeDocument } from '../catalog/roles.ts';
import { CUT_POLICY_NAME } from '../cuts/cut-policy.ts';
import { roleNameOf } from '../parts.ts';
import { readStatements, type Statement } from '../statements.ts';

/** What a role may, as its policies say. */
export interface RoleDocument {
  readonly roleArn: string;
  /** Inline and attached policies together. */
  readonly identity: readonly Statement[];
  readonly boundary: readonly Statement[] | undefined;
  /** JSON texts of the identity-based policies. */
  readonly documents: readonly string[];
}

const inlinePolicies = async (iam: IAM, RoleName: string): Promise<readonly [string, string][]> => {
  const names = await pages<string>(async (Marker) => {
    const page = await iam.listRolePolicies({ RoleName, Marker });
    return { items: page.PolicyNames, next: page.IsTruncated === true ? page.Marker : undefined };
  });
  const found: [string, string][] = [];
  for (const PolicyName of names) {
    // What is revoked is not what the role may.
    if (PolicyName === CUT_POLICY_NAME) continue;
    const { PolicyDocument = '' } = await iam.getRolePolicy({ RoleName, PolicyName });
    found.push([PolicyName, decodeDocument(PolicyDocument)]);
  }
  return found;
};

const managedPolicy = async (iam: IAM, PolicyArn: string): Promise<string> => {
  const { Policy } = await iam.getPolicy({ PolicyArn });
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn, VersionId });
  return decodeDocument(PolicyVersion?.Document ?? '');
};

const attachedPolicies = async (
  iam: IAM,
  RoleName: string,
): Promise<readonly [string, string][]> => {
  const attached = await pages(async (Marker) => {
    const page = await iam.listAttachedRolePolicies({ RoleName, Marker });
    return {
      items: page.AttachedPolicies,
      next: page.IsTruncated === true ? page.Marker : undefined,
    };
  });
  const found: [string, string][] = [];
  for (const { PolicyArn } of attached)
    if (PolicyArn !== undefined) found.push([PolicyArn, await managedPolicy(iam, PolicyArn)]);
  return found;
};

/** @throws what IAM throws, and PolicySyntaxError */
export const readRole = async (iam: IAM, roleArn: string): Promise<RoleDocument> => {
  const RoleName = roleNameOf(roleArn);
  const { Role } = await iam.getRole({ RoleName });
  if (Role?.Arn !== roleArn) throw new Error(`${roleArn} is another role now`);
  const policies = [
    ...(await inlinePolicies(iam, RoleName)),
    ...(await attachedPolicies(iam, RoleName)),
  ];
  const boundaryArn = Role.PermissionsBoundary?.PermissionsBoundaryArn;
  const boundary = boundaryArn === undefined ? undefined : await managedPolicy(iam, boundaryArn);
  return {
    roleArn,
    identity: policies.flatMap(([name, document]) => readStatements(document, 'identity', name)),
    boundary:
      boundary === undefined ? undefined : readStatements(boundary, 'boundary', boundaryArn ?? ''),
    documents: policies.map(([, document]) => document),
  };
};
