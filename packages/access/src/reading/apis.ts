import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as Iam from '@aws-sdk/client-iam';
import type * as Kms from '@aws-sdk/client-kms';
import type * as Organizations from '@aws-sdk/client-organizations';
import type * as Sts from '@aws-sdk/client-sts';
import type { Clients } from '@gatehouse/clients';

type Reads<Input, Output> = (input: Input) => Promise<Omit<Output, '$metadata'>>;

/** Every question that this tool asks, each an operation of AWS's API. Whoever answers them decides by the caller's permissions. */
export interface Apis {
  readonly describeKey: Reads<Kms.DescribeKeyCommandInput, Kms.DescribeKeyCommandOutput>;
  readonly listKeys: Reads<Kms.ListKeysCommandInput, Kms.ListKeysCommandOutput>;
  readonly listAliases: Reads<Kms.ListAliasesCommandInput, Kms.ListAliasesCommandOutput>;
  readonly listGrants: Reads<Kms.ListGrantsCommandInput, Kms.ListGrantsCommandOutput>;
  readonly getKeyPolicy: Reads<Kms.GetKeyPolicyCommandInput, Kms.GetKeyPolicyCommandOutput>;
  readonly listResourceTags: Reads<
    Kms.ListResourceTagsCommandInput,
    Kms.ListResourceTagsCommandOutput
  >;
  readonly getCallerIdentity: Reads<
    Sts.GetCallerIdentityCommandInput,
    Sts.GetCallerIdentityCommandOutput
  >;
  readonly lookupEvents: Reads<
    CloudTrail.LookupEventsCommandInput,
    CloudTrail.LookupEventsCommandOutput
  >;
  readonly getAccountAuthorizationDetails: Reads<
    Iam.GetAccountAuthorizationDetailsCommandInput,
    Iam.GetAccountAuthorizationDetailsCommandOutput
  >;
  readonly describeOrganization: Reads<
    Organizations.DescribeOrganizationCommandInput,
    Organizations.DescribeOrganizationCommandOutput
  >;
  readonly listRoots: Reads<
    Organizations.ListRootsCommandInput,
    Organizations.ListRootsCommandOutput
  >;
  readonly listParents: Reads<
    Organizations.ListParentsCommandInput,
    Organizations.ListParentsCommandOutput
  >;
  readonly listPoliciesForTarget: Reads<
    Organizations.ListPoliciesForTargetCommandInput,
    Organizations.ListPoliciesForTargetCommandOutput
  >;
  readonly describePolicy: Reads<
    Organizations.DescribePolicyCommandInput,
    Organizations.DescribePolicyCommandOutput
  >;
}

/** The same questions of AWS, or of the embedded cloud, by its clients; `organization`: with other credentials. */
export const apisOf = (clients: Clients, organization: Clients = clients): Apis => ({
  describeKey: (input) => clients.kms().describeKey(input),
  listKeys: (input) => clients.kms().listKeys(input),
  listAliases: (input) => clients.kms().listAliases(input),
  listGrants: (input) => clients.kms().listGrants(input),
  getKeyPolicy: (input) => clients.kms().getKeyPolicy(input),
  listResourceTags: (input) => clients.kms().listResourceTags(input),
  getCallerIdentity: (input) => clients.sts().getCallerIdentity(input),
  lookupEvents: (input) => clients.cloudTrail().lookupEvents(input),
  getAccountAuthorizationDetails: (input) => clients.iam().getAccountAuthorizationDetails(input),
  describeOrganization: (input) => organization.organizations().describeOrganization(input),
  listRoots: (input) => organization.organizations().listRoots(input),
  listParents: (input) => organization.organizations().listParents(input),
  listPoliciesForTarget: (input) => organization.organizations().listPoliciesForTarget(input),
  describePolicy: (input) => organization.organizations().describePolicy(input),
});
