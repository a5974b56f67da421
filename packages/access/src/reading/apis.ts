import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as Iam from '@aws-sdk/client-iam';
import type * as Kms from '@aws-sdk/client-kms';
import type * as Organizations from '@aws-sdk/client-organizations';
import type * as Sts from '@aws-sdk/client-sts';
import type { Clients, Via } from '@gatehouse/clients';

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

/** From where a tool asks. */
export interface AskedFrom {
  /** Default: as the clients themselves are. */
  readonly via?: Via | undefined;
  /** Of the organization it may be asked with other credentials. */
  readonly organization?: {
    readonly clients?: Clients | undefined;
    readonly via?: Via | undefined;
  };
}

/** The same questions of AWS, or of the embedded cloud, by its clients. */
export const apisOf = (clients: Clients, { via, organization = {} }: AskedFrom = {}): Apis => {
  const management = () => (organization.clients ?? clients).organizations(organization.via ?? via);
  return {
    describeKey: (input) => clients.kms(via).describeKey(input),
    listKeys: (input) => clients.kms(via).listKeys(input),
    listAliases: (input) => clients.kms(via).listAliases(input),
    listGrants: (input) => clients.kms(via).listGrants(input),
    getKeyPolicy: (input) => clients.kms(via).getKeyPolicy(input),
    listResourceTags: (input) => clients.kms(via).listResourceTags(input),
    getCallerIdentity: (input) => clients.sts(via).getCallerIdentity(input),
    lookupEvents: (input) => clients.cloudTrail(via).lookupEvents(input),
    getAccountAuthorizationDetails: (input) =>
      clients.iam(via).getAccountAuthorizationDetails(input),
    describeOrganization: (input) => management().describeOrganization(input),
    listRoots: (input) => management().listRoots(input),
    listParents: (input) => management().listParents(input),
    listPoliciesForTarget: (input) => management().listPoliciesForTarget(input),
    describePolicy: (input) => management().describePolicy(input),
  };
};
