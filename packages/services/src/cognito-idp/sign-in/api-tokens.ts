import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { API_SCOPE, type Tokens } from '../tokens/issuer.ts';
import type { Finish, Place, SignInParts, Step } from './sign-in-parts.ts';

/** What the API answers when somebody is in, or what they must do first. */
export interface AuthAnswer {
  readonly ChallengeName?: Exclude<Step<never>, { kind: 'done' }>['name'];
  readonly Session?: string;
  readonly ChallengeParameters: Record<string, string>;
  readonly AuthenticationResult?: AuthenticationResultType;
}

export const authenticationResult = (tokens: Tokens): AuthenticationResultType => ({
  AccessToken: tokens.accessToken,
  ExpiresIn: tokens.expiresIn,
  IdToken: tokens.idToken,
  TokenType: 'Bearer',
  ...(tokens.refreshToken === undefined ? {} : { RefreshToken: tokens.refreshToken }),
});

/** Tokens for the API's callers. */
export const giveTokens =
  (parts: SignInParts, { pool, client, arrived }: Place): Finish<Tokens> =>
  (tx, user, now) => {
    arrived?.(user);
    return parts.issuer.begin(
      tx,
      { pool, client, user, scopes: [API_SCOPE], oauth: false, authTime: now },
      { now, refreshable: true },
    );
  };

export const toAnswer = (step: Step<Tokens>): AuthAnswer => {
  if (step.kind === 'done')
    return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(step.value) };
  return {
    ChallengeName: step.name,
    ChallengeParameters: { ...step.parameters },
    // The secret block is the session of an SRP exchange.
    ...(step.name === 'PASSWORD_VERIFIER' ? {} : { Session: step.session }),
  };
};
