import type { Clients, CognitoIdentityProvider } from '@gatehouse/clients';
import type { PoolUser, UserPool } from './directory-cognito.ts';

const LARGEST_PAGE = 60;
const MOST_USERS = 500;

type Attributes = readonly {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}[];

const attributesOf = (attributes: Attributes = []): ReadonlyMap<string, string> =>
  new Map(
    attributes.flatMap(({ Name, Value }) =>
      Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
    ),
  );

const isNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name === name;

const readUser = async (
  cognito: CognitoIdentityProvider,
  UserPoolId: string,
  subject: string,
): Promise<PoolUser | undefined> => {
  try {
    const user = await cognito.adminGetUser({ UserPoolId, Username: subject });
    return {
      username: user.Username ?? subject,
      enabled: user.Enabled === true,
      attributes: attributesOf(user.UserAttributes),
    };
  } catch (error) {
    if (isNamed(error, 'UserNotFoundException')) return undefined;
    throw error;
  }
};

const readGroups = async (
  cognito: CognitoIdentityProvider,
  UserPoolId: string,
  Username: string,
): Promise<readonly string[]> => {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cognito.adminListGroupsForUser({
      UserPoolId,
      Username,
      Limit: LARGEST_PAGE,
      NextToken,
    });
    names.push(...(page.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return names;
};

const readMembers = async (
  cognito: CognitoIdentityProvider,
  UserPoolId: string,
  GroupName: string,
): Promise<readonly PoolUser[]> => {
  const users: PoolUser[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cognito.listUsersInGroup({
      UserPoolId,
      GroupName,
      Limit: LARGEST_PAGE,
      NextToken,
    });
    for (const { Username = '', Enabled, Attributes } of page.Users ?? [])
      users.push({
        username: Username,
        enabled: Enabled === true,
        attributes: attributesOf(Attributes),
      });
    ({ NextToken } = page);
  } while (NextToken !== undefined && users.length < MOST_USERS);
  return users;
};

/** The broker's own user pool, by the AWS API. */
export const cognitoPool = (clients: Clients, userPoolId: () => string): UserPool => ({
  user: (subject) => readUser(clients.cognito(), userPoolId(), subject),
  groupsOf: (subject) => readGroups(clients.cognito(), userPoolId(), subject),
  usersIn: async (group) => {
    try {
      return await readMembers(clients.cognito(), userPoolId(), group);
    } catch (error) {
      // A policy may name a group that is gone: nobody is in it.
      if (isNamed(error, 'ResourceNotFoundException')) return [];
      throw error;
    }
  },
});
