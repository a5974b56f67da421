import type {
  GetAccountAuthorizationDetailsCommandOutput,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  Tag,
  UserDetail,
} from '@aws-sdk/client-iam';
import type { Apis } from './apis.ts';

/** A policy as it was read, with what names it. */
export interface PolicyText {
  readonly id: string;
  readonly document: string;
}

/** A user or role with everything that is attached to it. */
export interface IamPrincipal {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly id: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly identity: readonly PolicyText[];
  readonly boundary: PolicyText | undefined;
  readonly serviceLinked: boolean;
}

/** What IAM says of an account. */
export interface AccountPrincipals {
  readonly account: string;
  readonly principals: readonly IamPrincipal[];
}

type Details = Omit<GetAccountAuthorizationDetailsCommandOutput, '$metadata'>;

/** Attached to nobody may mean unreadable: a boundary that is there and cannot be read allows nothing. */
const NOTHING =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';

/** IAM answers with URL-encoded documents (RFC 3986). */
const decoded = (document: string | undefined): string => decodeURIComponent(document ?? '');

/** All users and roles of the account of the credentials. @throws what IAM answers */
export const readPrincipals = async (
  apis: Pick<Apis, 'getAccountAuthorizationDetails'>,
  account: string,
  onProgress: (count: number) => void = () => {},
): Promise<AccountPrincipals> => {
  const users: UserDetail[] = [];
  const roles: RoleDetail[] = [];
  const groups: GroupDetail[] = [];
  const managed: ManagedPolicyDetail[] = [];
  let marker: string | undefined;
  do {
    const page: Details = await apis.getAccountAuthorizationDetails(
      marker === undefined ? {} : { Marker: marker },
    );
    users.push(...(page.UserDetailList ?? []));
    roles.push(...(page.RoleDetailList ?? []));
    groups.push(...(page.GroupDetailList ?? []));
    managed.push(...(page.Policies ?? []));
    onProgress(users.length + roles.length);
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);

  const policies = new Map(managed.map((policy) => [policy.Arn ?? '', inForce(policy)]));
  const byGroup = new Map(groups.map((group) => [group.GroupName ?? '', group]));
  return {
    account,
    principals: [
      ...users.map((user) => ofUser(user, byGroup, policies)),
      ...roles.map((role) => ofRole(role, policies)),
    ],
  };
};

type Managed = ReadonlyMap<string, PolicyText | undefined>;

/** The version of a managed policy that is in force. */
const inForce = ({
  Arn = '',
  PolicyVersionList = [],
  DefaultVersionId,
}: ManagedPolicyDetail): PolicyText | undefined => {
  const version =
    PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion === true) ??
    PolicyVersionList.find(({ VersionId }) => VersionId === DefaultVersionId);
  return version === undefined ? undefined : { id: Arn, document: decoded(version.Document) };
};

const inline = (owner: string, policies: readonly PolicyDetail[] = []): readonly PolicyText[] =>
  policies.map(({ PolicyName = '', PolicyDocument }) => ({
    id: `${owner}/${PolicyName}`,
    document: decoded(PolicyDocument),
  }));

const attached = (
  list: UserDetail['AttachedManagedPolicies'],
  managed: Managed,
): readonly PolicyText[] =>
  (list ?? []).flatMap(({ PolicyArn = '' }) => managed.get(PolicyArn) ?? []);

const boundaryOf = (
  boundary: UserDetail['PermissionsBoundary'],
  managed: Managed,
): PolicyText | undefined => {
  const arn = boundary?.PermissionsBoundaryArn;
  if (arn === undefined) return undefined;
  return managed.get(arn) ?? { id: `${arn} (not readable)`, document: NOTHING };
};

const tagsOf = (tags: readonly Tag[] = []): ReadonlyMap<string, string> =>
  new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));

const distinct = (policies: readonly PolicyText[]): readonly PolicyText[] => [
  ...new Map(policies.map((policy) => [policy.id, policy])).values(),
];

const ofUser = (
  user: UserDetail,
  groups: ReadonlyMap<string, GroupDetail>,
  managed: Managed,
): IamPrincipal => {
  const { UserName = '', Arn = '', UserId = '', GroupList = [] } = user;
  const inherited = GroupList.flatMap((name) => {
    const group = groups.get(name);
    return [
      ...inline(`group ${name}`, group?.GroupPolicyList),
      ...attached(group?.AttachedManagedPolicies, managed),
    ];
  });
  return {
    kind: 'user',
    arn: Arn,
    id: UserId,
    tags: tagsOf(user.Tags),
    identity: distinct([
      ...inline(`user ${UserName}`, user.UserPolicyList),
      ...attached(user.AttachedManagedPolicies, managed),
      ...inherited,
    ]),
    boundary: boundaryOf(user.PermissionsBoundary, managed),
    serviceLinked: false,
  };
};

const ofRole = (role: RoleDetail, managed: Managed): IamPrincipal => ({
  kind: 'role',
  arn: role.Arn ?? '',
  id: role.RoleId ?? '',
  tags: tagsOf(role.Tags),
  identity: distinct([
    ...inline(`role ${role.RoleName ?? ''}`, role.RolePolicyList),
    ...attached(role.AttachedManagedPolicies, managed),
  ]),
  boundary: boundaryOf(role.PermissionsBoundary, managed),
  serviceLinked: role.Path?.startsWith('/aws-service-role/') === true,
});
