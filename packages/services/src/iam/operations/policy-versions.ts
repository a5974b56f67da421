import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  DeletePolicyVersionRequest,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  SetDefaultPolicyVersionRequest,
} from '@aws-sdk/client-iam';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { authorizePolicy } from '../access-subject.ts';
import { fullVersionView, versionView } from '../access-views.ts';
import { POLICIES_CHANNEL } from '../changes.ts';
import { checkedPermissions, DOCUMENT, policySize } from '../documents.ts';
import { limitExceeded } from '../errors.ts';
import { type ManagedPolicies, versionId, versionNumber } from '../managed-policies.ts';
import { ARN, pageLimits, required } from '../names.ts';
import { paging } from '../paging.ts';
import {
  defaultVersionInUse,
  noSuchVersion,
  policyNotAttachable,
  tooManyVersions,
} from '../policy-errors.ts';
import { type CustomerPolicy, policies, type StoredVersion } from '../repositories/policies.ts';
import { MANAGED_POLICY_SIZE, VERSION_ID, VERSIONS_PER_POLICY_QUOTA } from '../role-limits.ts';

const VERSIONED = { PolicyArn: ARN, VersionId: VERSION_ID };

const numberOf = (id: string): number => versionNumber(id) ?? 0;

/** An own policy and one of its versions that a request names. */
const ownVersion = async (
  managed: ManagedPolicies,
  call: Call,
  action: string,
  input: { readonly PolicyArn: string | undefined; readonly VersionId: string | undefined },
): Promise<{ readonly own: CustomerPolicy; readonly stored: StoredVersion }> => {
  const id = required('versionId', input.VersionId);
  const { policy } = await authorizePolicy(managed, call, action, input.PolicyArn, {
    reads: false,
    missing: (arn) => noSuchVersion(arn, id),
  });
  const number = versionNumber(id);
  const stored =
    policy.own === undefined || number === undefined
      ? undefined
      : await policies.version(call.tx, policy.own, number);
  if (policy.own === undefined || stored === undefined) throw noSuchVersion(policy.arn, id);
  return { own: policy.own, stored };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html */
export const createPolicyVersion = ({
  managed,
  compiled,
}: Pick<AccessDeps, 'managed' | 'compiled'>) =>
  writes<CreatePolicyVersionRequest, CreatePolicyVersionResponse>(
    { limits: { PolicyArn: ARN, PolicyDocument: DOCUMENT } },
    async (input, call) => {
      const { policy } = await authorizePolicy(
        managed,
        call,
        'iam:CreatePolicyVersion',
        input.PolicyArn,
        { reads: false, missing: policyNotAttachable },
      );
      if (policy.own === undefined) throw policyNotAttachable(policy.arn);
      const document = required('policyDocument', input.PolicyDocument);
      checkedPermissions(compiled, document, { managed: true });
      if (policySize(document) > MANAGED_POLICY_SIZE)
        throw limitExceeded('PolicySize', MANAGED_POLICY_SIZE);
      const kept = await policies.versions(call.tx, policy.own);
      if (kept.length >= VERSIONS_PER_POLICY_QUOTA) throw tooManyVersions();

      const version = policy.own.lastVersion + 1;
      const isDefault = input.SetAsDefault === true;
      await policies.insertVersion(call.tx, policy.own, { version, document, createdAt: call.now });
      if (isDefault) {
        await policies.setDefault(call.tx, policy.own, version, call.now);
        call.tx.notify(POLICIES_CHANNEL, '*');
      }
      return {
        PolicyVersion: versionView({
          id: versionId(version),
          createdAt: call.now,
          document,
          isDefault,
        }),
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export const getPolicyVersion = ({ managed }: Pick<AccessDeps, 'managed'>) =>
  reads<GetPolicyVersionRequest, GetPolicyVersionResponse>(
    { limits: VERSIONED },
    async (input, call) => {
      const id = required('versionId', input.VersionId);
      const missing = (arn: string): Error => noSuchVersion(arn, id);
      const { policy } = await authorizePolicy(
        managed,
        call,
        'iam:GetPolicyVersion',
        input.PolicyArn,
        { reads: true, missing },
      );
      const version = await managed.version(call.tx, policy, id);
      if (version === undefined) throw missing(policy.arn);
      return { PolicyVersion: fullVersionView(version) };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html */
export const listPolicyVersions = ({ managed, pages }: Pick<AccessDeps, 'managed' | 'pages'>) =>
  reads<ListPolicyVersionsRequest, ListPolicyVersionsResponse>(
    { limits: { PolicyArn: ARN, ...pageLimits } },
    async (input, call) => {
      const { policy } = await authorizePolicy(
        managed,
        call,
        'iam:ListPolicyVersions',
        input.PolicyArn,
        { reads: true, missing: policyNotAttachable },
      );
      const page = paging(pages, call, 'ListPolicyVersions', input, { arn: policy.arn });
      const before = Number(page.after?.[0] ?? Number.MAX_SAFE_INTEGER);
      const versions = await managed.versions(call.tx, policy);
      const { items, more } = page.cut(
        versions.filter(({ id }) => numberOf(id) < before),
        ({ id }) => [numberOf(id)],
      );
      return { Versions: items.map(versionView), ...more };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html */
export const setDefaultPolicyVersion = ({ managed }: Pick<AccessDeps, 'managed'>) =>
  writes<SetDefaultPolicyVersionRequest, object>({ limits: VERSIONED }, async (input, call) => {
    const { own, stored } = await ownVersion(managed, call, 'iam:SetDefaultPolicyVersion', input);
    await policies.setDefault(call.tx, own, stored.version, call.now);
    call.tx.notify(POLICIES_CHANNEL, '*');
    return {};
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html */
export const deletePolicyVersion = ({ managed }: Pick<AccessDeps, 'managed'>) =>
  writes<DeletePolicyVersionRequest, object>({ limits: VERSIONED }, async (input, call) => {
    const { own, stored } = await ownVersion(managed, call, 'iam:DeletePolicyVersion', input);
    if (stored.version === own.defaultVersion) throw defaultVersionInUse();
    await policies.deleteVersion(call.tx, own, stored.version);
    return {};
  });
