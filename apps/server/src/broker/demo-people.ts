import { AwsError } from '@gatehouse/core';
import type { Caller } from './account-caller.ts';

interface DemoPerson {
  readonly userName: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** The people of the demo organization; what their groups may do stands in its access policy. */
const PEOPLE: readonly DemoPerson[] = [
  { userName: 'alice', name: 'Alice Archer', groups: ['s3-engineers', 'platform-engineers'] },
  { userName: 'bob', name: 'Bob Baker', groups: ['security-approvers'] },
  { userName: 'carol', name: 'Carol Cooper', groups: ['workload-owners', 'security-approvers'] },
  { userName: 'dave', name: 'Dave Dyer', groups: ['security-approvers', 'auditors'] },
  { userName: 'erin', name: 'Erin Ellis', groups: ['auditors', 'policy-admins'] },
  { userName: 'frank', name: 'Frank Fisher', groups: ['policy-admins'] },
];

const POOL_NAME = 'gatehouse-people';
const CLIENT_NAME = 'gatehouse-broker';
const REFRESH_GRACE_SECONDS = 10;
const MOST_CONSOLES = 8;

export interface DemoPool {
  readonly userPoolId: string;
  readonly clientId: string;
}

export interface PersonPassword {
  readonly userName: string;
  readonly password: string;
}

interface Named {
  readonly Id?: string;
  readonly Name?: string;
  readonly ClientId?: string;
  readonly ClientName?: string;
}

const listed = async (
  call: Caller,
  operation: string,
  member: string,
  input: object,
): Promise<readonly Named[]> => {
  const answer = (await call('cognito-idp', operation, { ...input, MaxResults: 60 })) as Readonly<
    Record<string, readonly Named[] | undefined>
  >;
  return answer[member] ?? [];
};

const isThere = (error: unknown): boolean =>
  error instanceof AwsError &&
  ['GroupExistsException', 'UsernameExistsException'].includes(error.name);

const unlessThere = async (made: Promise<unknown>): Promise<boolean> => {
  try {
    await made;
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
};

const ensurePool = async (call: Caller): Promise<string> => {
  const pools = await listed(call, 'ListUserPools', 'UserPools', {});
  const found = pools.find(({ Name }) => Name === POOL_NAME)?.Id;
  if (found !== undefined) return found;
  const { UserPool } = (await call('cognito-idp', 'CreateUserPool', {
    PoolName: POOL_NAME,
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
      },
    },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    UsernameConfiguration: { CaseSensitive: false },
    DeletionProtection: 'ACTIVE',
  })) as { readonly UserPool: { readonly Id: string } };
  return UserPool.Id;
};

const clientSettings = (
  userPoolId: string,
  consoleUrls: readonly string[],
  ports: readonly number[],
) => ({
  UserPoolId: userPoolId,
  ClientName: CLIENT_NAME,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'email', 'profile'],
  SupportedIdentityProviders: ['COGNITO'],
  CallbackURLs: [
    ...consoleUrls.map((url) => `${url}/access/callback`),
    ...ports.map((port) => `http://127.0.0.1:${port}/callback`),
  ],
  LogoutURLs: consoleUrls.map((url) => `${url}/`),
  EnableTokenRevocation: true,
  PreventUserExistenceErrors: 'ENABLED',
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
  // A list that is empty or missing means all: people would write the names and addresses that others know them by.
  WriteAttributes: ['locale'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: REFRESH_GRACE_SECONDS },
  RefreshTokenValidity: 12,
  TokenValidityUnits: { RefreshToken: 'hours' },
});

const ensureClient = async (call: Caller, userPoolId: string): Promise<string> => {
  const clients = await listed(call, 'ListUserPoolClients', 'UserPoolClients', {
    UserPoolId: userPoolId,
  });
  const found = clients.find(({ ClientName }) => ClientName === CLIENT_NAME)?.ClientId;
  if (found !== undefined) return found;
  const { UserPoolClient } = (await call('cognito-idp', 'CreateUserPoolClient', {
    ...clientSettings(userPoolId, ['http://localhost'], []),
    GenerateSecret: false,
  })) as { readonly UserPoolClient: { readonly ClientId: string } };
  return UserPoolClient.ClientId;
};

const ensureMfa = (call: Caller, userPoolId: string): Promise<unknown> =>
  call('cognito-idp', 'SetUserPoolMfaConfig', {
    UserPoolId: userPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });

const ensureGroups = async (call: Caller, userPoolId: string): Promise<void> => {
  const groups = new Set(PEOPLE.flatMap((person) => person.groups));
  for (const GroupName of groups)
    await unlessThere(call('cognito-idp', 'CreateGroup', { UserPoolId: userPoolId, GroupName }));
};

const ensurePerson = async (
  call: Caller,
  userPoolId: string,
  { userName, name, groups }: DemoPerson,
  password: string,
): Promise<void> => {
  const user = { UserPoolId: userPoolId, Username: userName };
  await unlessThere(
    call('cognito-idp', 'AdminCreateUser', {
      ...user,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: `${userName}@example.com` },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: name },
      ],
    }),
  );
  await call('cognito-idp', 'AdminSetUserPassword', {
    ...user,
    Password: password,
    Permanent: true,
  });
  for (const GroupName of groups)
    await call('cognito-idp', 'AdminAddUserToGroup', { ...user, GroupName });
};

/** The user pool with its people. MFA is asked of everybody, and set up at the first sign-in. */
export const ensureDemoPool = async (
  call: Caller,
  newPassword: () => string,
): Promise<{ readonly pool: DemoPool; readonly passwords: readonly PersonPassword[] }> => {
  const userPoolId = await ensurePool(call);
  await ensureMfa(call, userPoolId);
  await ensureGroups(call, userPoolId);
  const passwords: PersonPassword[] = [];
  for (const person of PEOPLE) {
    const password = newPassword();
    await ensurePerson(call, userPoolId, person, password);
    passwords.push({ userName: person.userName, password });
  }
  return { pool: { userPoolId, clientId: await ensureClient(call, userPoolId) }, passwords };
};

/** The console's address can be another at each start, and people are sent back only to addresses that the client knows. */
export const pointClientAt = async (
  call: Caller,
  { userPoolId, clientId }: DemoPool,
  consoleUrls: readonly string[],
  loopbackPorts: readonly number[],
): Promise<void> => {
  const { UserPoolClient } = (await call('cognito-idp', 'DescribeUserPoolClient', {
    UserPoolId: userPoolId,
    ClientId: clientId,
  })) as { readonly UserPoolClient: { readonly LogoutURLs?: readonly string[] } };
  // Other nodes have consoles of their own.
  const known = (UserPoolClient.LogoutURLs ?? []).map((url) => url.replace(/\/$/, ''));
  const all = [...new Set([...consoleUrls, ...known])].slice(0, MOST_CONSOLES);
  await call('cognito-idp', 'UpdateUserPoolClient', {
    ...clientSettings(userPoolId, all, loopbackPorts),
    ClientId: clientId,
  });
};
