import { readFileSync } from 'node:fs';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { signInAt, type SignedIn, type StartedCloud } from '@gatehouse/testcloud';

interface Person {
  readonly password: string;
  totpSecret?: string | undefined;
  session?: Promise<SignedIn>;
  expiresAt: number;
}

// One of those that the demo's client sends people back to.
const REDIRECT = 'http://127.0.0.1:14580/callback';
const PASSWORD = 'Correct-Horse-1';

export const claimsOf = (token: string): Readonly<Record<string, unknown>> =>
  // A JWT's second part is an object.
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    string,
    unknown
  >;

const demoPeople = (file: string): Map<string, Person> =>
  new Map(
    [...readFileSync(file, 'utf8').matchAll(/^person +(\S+)\npassword +(\S+)$/gm)].map(
      ([, name = '', password = '']) => [name, { password, expiresAt: 0 }],
    ),
  );

export interface PeoplePlace {
  readonly consolePasswords: string;
  /** As an administrator of the account that the people's pool is in. */
  readonly pool: ReturnType<StartedCloud['client']>;
  readonly signIn: { readonly issuer: string; readonly clientId: string };
  readonly now: () => Promise<Date>;
}

/** The demo's people and those that a scenario adds, by the API of their pool and its pages. */
export interface People {
  readonly idp: CognitoIdentityProviderClient;
  readonly poolId: string;
  readonly clientId: string;
  readonly issuer: string;
  add(name: string, groups: readonly string[], email?: string): Promise<void>;
  join(name: string, group: string): Promise<void>;
  leave(name: string, group: string): Promise<void>;
  /** Everything that a sign-in gives; signs in when there was none, or it is over. */
  signedIn(name: string): Promise<SignedIn>;
}

type Directory = Omit<People, 'signedIn'>;

const directoryOf = (
  idp: CognitoIdentityProviderClient,
  known: Map<string, Person>,
  { issuer, clientId }: PeoplePlace['signIn'],
): Directory => {
  const UserPoolId = issuer.slice(issuer.lastIndexOf('/') + 1);
  const join = async (Username: string, GroupName: string): Promise<void> => {
    await idp.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  };
  return {
    idp,
    poolId: UserPoolId,
    clientId,
    issuer,
    join,
    leave: async (Username, GroupName) => {
      await idp.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));
    },
    add: async (Username, groups, email = `${Username}@example.com`) => {
      const user = { UserPoolId, Username };
      await idp.send(
        new AdminCreateUserCommand({
          ...user,
          MessageAction: 'SUPPRESS',
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
        }),
      );
      const secret = { Password: PASSWORD, Permanent: true };
      await idp.send(new AdminSetUserPasswordCommand({ ...user, ...secret }));
      for (const GroupName of groups) {
        await idp.send(new CreateGroupCommand({ UserPoolId, GroupName })).catch((error: Error) => {
          if (error.name !== 'GroupExistsException') throw error;
        });
        await join(Username, GroupName);
      }
      known.set(Username, { password: PASSWORD, expiresAt: 0 });
    },
  };
};

const signInAs = async (
  username: string,
  { password, totpSecret }: Person,
  signIn: PeoplePlace['signIn'],
  at: Date,
): Promise<SignedIn> =>
  signInAt({
    ...signIn,
    redirectUri: REDIRECT,
    username,
    password,
    ...(totpSecret === undefined ? {} : { totpSecret }),
    now: () => at,
  });

export const peopleOf = ({ consolePasswords, pool, signIn, now }: PeoplePlace): People => {
  const known = demoPeople(consolePasswords);
  const directory = directoryOf(new CognitoIdentityProviderClient(pool), known, signIn);
  const begin = async (name: string, person: Person, at: Date): Promise<SignedIn> => {
    const session = await signInAs(name, person, signIn, at);
    person.totpSecret = session.totpSecret;
    person.expiresAt = Number(claimsOf(session.accessToken)['exp']) * 1000;
    return session;
  };
  return {
    ...directory,
    signedIn: async (name) => {
      const person = known.get(name);
      if (person === undefined) throw new Error(`nobody is called ${name}`);
      const at = await now();
      // One sign-in for all who ask meanwhile: a code of the authenticator is good once.
      if (person.session === undefined || person.expiresAt <= at.getTime()) {
        person.expiresAt = Number.POSITIVE_INFINITY;
        person.session = begin(name, person, at);
      }
      return person.session;
    },
  };
};
