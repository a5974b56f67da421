import {
  type AttachedPolicy,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { GivenPolicy } from '../policy/documents.ts';
import { allMarked } from './pages.ts';

/** IAM answers with URL-encoded documents (RFC 3986), for all but one of its operations. */
export const decoded = (document: string | undefined): string => decodeURIComponent(document ?? '');

/** The version of a managed policy that is in force. */
export const managedPolicy = async (iam: IAMClient, arn: string): Promise<GivenPolicy> => {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId }),
  );
  return { id: arn, document: decoded(PolicyVersion?.Document), member: arn };
};

const managed = async (
  iam: IAMClient,
  attached: readonly AttachedPolicy[],
): Promise<readonly GivenPolicy[]> => {
  const found: GivenPolicy[] = [];
  for (const { PolicyArn } of attached)
    if (PolicyArn !== undefined) found.push(await managedPolicy(iam, PolicyArn));
  return found;
};

const inline = async (
  owner: string,
  names: readonly string[],
  read: (name: string) => Promise<{ readonly PolicyDocument?: string | undefined }>,
): Promise<readonly GivenPolicy[]> => {
  const found: GivenPolicy[] = [];
  for (const name of names) {
    const id = `${owner}/${name}`;
    const { PolicyDocument } = await read(name);
    found.push({ id, document: decoded(PolicyDocument), member: id });
  }
  return found;
};

export const rolePolicies = async (
  iam: IAMClient,
  RoleName: string,
): Promise<readonly GivenPolicy[]> => [
  ...(await inline(
    `role ${RoleName}`,
    await allMarked(
      (Marker) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker })),
      ({ PolicyNames }) => PolicyNames,
    ),
    (PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
  )),
  ...(await managed(
    iam,
    await allMarked(
      (Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
      ({ AttachedPolicies }) => AttachedPolicies,
    ),
  )),
];

const groupPolicies = async (
  iam: IAMClient,
  GroupName: string,
): Promise<readonly GivenPolicy[]> => [
  ...(await inline(
    `group ${GroupName}`,
    await allMarked(
      (Marker) => iam.send(new ListGroupPoliciesCommand({ GroupName, Marker })),
      ({ PolicyNames }) => PolicyNames,
    ),
    (PolicyName) => iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
  )),
  ...(await managed(
    iam,
    await allMarked(
      (Marker) => iam.send(new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
      ({ AttachedPolicies }) => AttachedPolicies,
    ),
  )),
];

/** A user's own policies and those of its groups; the same managed policy once. */
export const userPolicies = async (
  iam: IAMClient,
  UserName: string,
): Promise<readonly GivenPolicy[]> => {
  const own = [
    ...(await inline(
      `user ${UserName}`,
      await allMarked(
        (Marker) => iam.send(new ListUserPoliciesCommand({ UserName, Marker })),
        ({ PolicyNames }) => PolicyNames,
      ),
      (PolicyName) => iam.send(new GetUserPolicyCommand({ UserName, PolicyName })),
    )),
    ...(await managed(
      iam,
      await allMarked(
        (Marker) => iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
        ({ AttachedPolicies }) => AttachedPolicies,
      ),
    )),
  ];
  const groups = await allMarked(
    (Marker) => iam.send(new ListGroupsForUserCommand({ UserName, Marker })),
    ({ Groups }) => Groups,
  );
  for (const { GroupName } of groups)
    if (GroupName !== undefined) own.push(...(await groupPolicies(iam, GroupName)));
  return [...new Map(own.map((policy) => [policy.id, policy])).values()];
};
