import { createHmac } from 'node:crypto';
import type {
  AuthenticationResultType,
  CreateUserPoolClientRequest,
  CreateUserPoolClientResponse,
  CreateUserPoolRequest,
  CreateUserPoolResponse,
  InitiateAuthResponse,
  RespondToAuthChallengeResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Mail } from '@gatehouse/core';
import { type ServiceFixture, serviceFixture } from '@gatehouse/testkit';
import { type Cognito, createCognito } from '../index.ts';

export const PASSWORD = 'Correct-Horse-1';
export const BASE = 'http://127.0.0.1:4566';

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
  tokens(username: string): Promise<Required<AuthenticationResultType>>;
  respond(
    name: string,
    session: string | undefined,
    responses: Readonly<Record<string, string>>,
  ): Promise<RespondToAuthChallengeResponse>;
}

/** A pool with a client and the real service over an in-memory database; passwords cost little. */
export const signInFixture = async (
  pool: Partial<CreateUserPoolRequest> = {},
  client: Partial<CreateUserPoolClientRequest> = {},
): Promise<SignInFixture> => {
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
  });
  const [cognito] = made;
  if (cognito === undefined) throw new Error('the fixture builds its services at once');
  const idp = <Output>(operation: string, input: unknown): Promise<Output> =>
    fixture.call<Output>('cognito-idp', operation, input);

  const { UserPool } = await idp<CreateUserPoolResponse>('CreateUserPool', {
    PoolName: 'people',
    ...pool,
  });
  const poolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await idp<CreateUserPoolClientResponse>('CreateUserPoolClient', {
    UserPoolId: poolId,
    ClientName: 'app',
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_USER_AUTH',
      ...(client.RefreshTokenRotation?.Feature === 'ENABLED' ? [] : ['ALLOW_REFRESH_TOKEN_AUTH']),
    ],
    PreventUserExistenceErrors: 'ENABLED',
    ...client,
  });
  const clientId = UserPoolClient?.ClientId ?? '';
  const clientSecret = UserPoolClient?.ClientSecret;

  const proof = (username: string): object =>
    clientSecret === undefined
      ? {}
      : {
          SECRET_HASH: createHmac('sha256', clientSecret)
            .update(`${username}${clientId}`)
            .digest('base64'),
        };
  const signIn = (username: string, password = PASSWORD): Promise<InitiateAuthResponse> =>
    idp('InitiateAuth', {
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password, ...proof(username) },
    });

  return {
    ...fixture,
    cognito,
    mails,
    poolId,
    clientId,
    clientSecret,
    idp,
    signIn,
    user: async (name, attributes = {}) => {
      await idp('AdminCreateUser', {
        UserPoolId: poolId,
        Username: name,
        MessageAction: 'SUPPRESS',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      });
      await idp('AdminSetUserPassword', {
        UserPoolId: poolId,
        Username: name,
        Password: PASSWORD,
        Permanent: true,
      });
    },
    tokens: async (username) => {
      const { AuthenticationResult } = await signIn(username);
      // A client of the fixture is given all tokens.
      return AuthenticationResult as Required<AuthenticationResultType>;
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
