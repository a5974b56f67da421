import { createHmac } from 'node:crypto';
import type {
  CreateUserPoolClientRequest,
  CreateUserPoolClientResponse,
  CreateUserPoolRequest,
  CreateUserPoolResponse,
  InitiateAuthResponse,
  RespondToAuthChallengeResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Mail } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { type ServiceFixture, serviceFixture } from '@gatehouse/testkit';
import { type Cognito, createCognito } from '../index.ts';

export const PASSWORD = 'Correct-Horse-1';
export const BASE = 'http://127.0.0.1:4566';

export interface IssuedTokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
  readonly ExpiresIn: number;
  readonly TokenType: string;
}

export interface SignInFixture extends ServiceFixture {
  readonly cognito: Cognito;
  readonly mails: readonly Mail[];
  readonly poolId: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** A confirmed user. */
  user(name: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
  idp<Output = Record<string, unknown>>(operation: string, input: unknown): Promise<Output>;
  signIn(username: string, password?: string): Promise<InitiateAuthResponse>;
  tokens(username: string): Promise<IssuedTokens>;
  respond(
    name: string,
    session: string | undefined,
    responses: Readonly<Record<string, string>>,
  ): Promise<RespondToAuthChallengeResponse>;
}

type ServiceParts = Pick<SignInFixture, 'cognito' | 'mails' | 'idp'> & {
  readonly fixture: ServiceFixture;
};

const createService = async (open?: () => Promise<Store>): Promise<ServiceParts> => {
  const mails: Mail[] = [];
  const made: Cognito[] = [];
  const fixture = await serviceFixture((deps) => {
    const cognito = createCognito({
      ...deps,
      baseUrl: () => BASE,
      mailer: { send: (mail) => Promise.resolve(void mails.push(mail)) },
      passwordCostLog2: 4,
    });
    made.push(cognito);
    return { services: [cognito.service] };
  }, open);
  const [cognito] = made;
  if (cognito === undefined) throw new Error('the fixture builds its services at once');
  return {
    fixture,
    cognito,
    mails,
    idp: (operation, input) => fixture.call('cognito-idp', operation, input),
  };
};

const flowsOf = ({ RefreshTokenRotation }: Partial<CreateUserPoolClientRequest>): string[] => [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_USER_AUTH',
  ...(RefreshTokenRotation?.Feature === 'ENABLED' ? [] : ['ALLOW_REFRESH_TOKEN_AUTH']),
];

const createPool = async (
  { idp }: ServiceParts,
  pool: Partial<CreateUserPoolRequest>,
  client: Partial<CreateUserPoolClientRequest>,
): Promise<Pick<SignInFixture, 'poolId' | 'clientId' | 'clientSecret'>> => {
  const { UserPool } = await idp<CreateUserPoolResponse>('CreateUserPool', {
    PoolName: 'people',
    ...pool,
  });
  const poolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await idp<CreateUserPoolClientResponse>('CreateUserPoolClient', {
    UserPoolId: poolId,
    ClientName: 'app',
    ExplicitAuthFlows: flowsOf(client),
    PreventUserExistenceErrors: 'ENABLED',
    ...client,
  });
  return {
    poolId,
    clientId: UserPoolClient?.ClientId ?? '',
    clientSecret: UserPoolClient?.ClientSecret,
  };
};

type Made = ServiceParts & Pick<SignInFixture, 'poolId' | 'clientId' | 'clientSecret'>;

const secretHash = ({ clientId, clientSecret }: Made, username: string): object => {
  if (clientSecret === undefined) return {};
  const mac = createHmac('sha256', clientSecret).update(`${username}${clientId}`);
  return { SECRET_HASH: mac.digest('base64') };
};

const makeUser = async (
  { idp, poolId }: Made,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> => {
  const user = { UserPoolId: poolId, Username: name };
  await idp('AdminCreateUser', {
    ...user,
    MessageAction: 'SUPPRESS',
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  });
  await idp('AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true });
};

/** A pool with a client and the real service over an in-memory database; passwords cost little. */
export const signInFixture = async (
  pool: Partial<CreateUserPoolRequest> = {},
  client: Partial<CreateUserPoolClientRequest> = {},
  open?: () => Promise<Store>,
): Promise<SignInFixture> => {
  const service = await createService(open);
  const made: Made = { ...service, ...(await createPool(service, pool, client)) };
  const { fixture, idp, clientId } = made;
  const signIn = (username: string, password = PASSWORD): Promise<InitiateAuthResponse> =>
    idp('InitiateAuth', {
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password, ...secretHash(made, username) },
    });
  return {
    ...fixture,
    ...made,
    signIn,
    user: (name, attributes = {}) => makeUser(made, name, attributes),
    tokens: async (username) => {
      const { AuthenticationResult } = await signIn(username);
      // A client of the fixture is given all tokens.
      return AuthenticationResult as IssuedTokens;
    },
    respond: (ChallengeName, Session, ChallengeResponses) =>
      idp('RespondToAuthChallenge', {
        ClientId: clientId,
        ChallengeName,
        Session,
        ChallengeResponses,
      }),
  };
};
