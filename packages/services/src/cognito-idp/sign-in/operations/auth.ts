import type {
  AdminInitiateAuthRequest,
  AdminInitiateAuthResponse,
  AdminRespondToAuthChallengeRequest,
  AdminRespondToAuthChallengeResponse,
  InitiateAuthRequest,
  InitiateAuthResponse,
  RespondToAuthChallengeRequest,
  RespondToAuthChallengeResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Call, coordinates, type Limits, type OperationFacts } from '@gatehouse/service-kit';
import { CLIENT_ID } from '../../client-settings.ts';
import type { User } from '../../model.ts';
import { POOL_ID } from '../../pool-settings.ts';
import { authorizedPool, clientOf, publicClient } from '../../requests.ts';
import { admitAnybody } from '../bearer.ts';
import { initiate } from '../initiate.ts';
import { SESSION } from '../limits.ts';
import { respond } from '../respond.ts';
import type { SignInParts } from '../sign-in-parts.ts';

const CHALLENGES = [
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'PASSWORD_VERIFIER',
  'CUSTOM_CHALLENGE',
  'SELECT_CHALLENGE',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  'ADMIN_NO_SRP_AUTH',
  'NEW_PASSWORD_REQUIRED',
  'SMS_OTP',
  'PASSWORD',
  'WEB_AUTHN',
  'PASSWORD_SRP',
];
const FLOWS = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
];

const initiateLimits: Limits = {
  UserPoolId: POOL_ID,
  ClientId: CLIENT_ID,
  AuthFlow: { oneOf: FLOWS },
  Session: SESSION,
};
const respondLimits: Limits = {
  UserPoolId: POOL_ID,
  ClientId: CLIENT_ID,
  ChallengeName: { oneOf: CHALLENGES },
  Session: SESSION,
};

// Counts of failures stand whatever the request comes to, and hashing holds no transaction open: so these have none of
// their own.
const facts = (limits: Limits, secret: string): OperationFacts => ({
  limits,
  redact: [secret, 'Session', 'UserContextData', 'ContextData'],
  redactOutput: ['AuthenticationResult', 'Session', 'ChallengeParameters'],
  partial: 'passwords, SRP and TOTP; no SMS, e-mail codes, devices, passkeys or Lambda triggers',
});

/** CloudTrail shows who signed in by the id that never changes. */
const note =
  (call: Call) =>
  ({ sub }: User): void =>
    call.remark({ sub });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const initiateAuth = (parts: SignInParts) =>
  coordinates<InitiateAuthRequest, InitiateAuthResponse>(
    facts(initiateLimits, 'AuthParameters'),
    async (input, call) => {
      const asked = await publicClient(call.tx, input.ClientId ?? '');
      admitAnybody(call, asked.pool);
      return initiate(parts, { ...asked, arrived: note(call) }, input, false);
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
export const adminInitiateAuth = (parts: SignInParts) =>
  coordinates<AdminInitiateAuthRequest, AdminInitiateAuthResponse>(
    facts(initiateLimits, 'AuthParameters'),
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'AdminInitiateAuth', input.UserPoolId ?? '');
      const client = await clientOf(call.tx, pool, input.ClientId ?? '');
      return initiate(parts, { pool, client, arrived: note(call) }, input, true);
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export const respondToAuthChallenge = (parts: SignInParts) =>
  coordinates<RespondToAuthChallengeRequest, RespondToAuthChallengeResponse>(
    facts(respondLimits, 'ChallengeResponses'),
    async (input, call) => {
      const asked = await publicClient(call.tx, input.ClientId ?? '');
      admitAnybody(call, asked.pool);
      const given = input.ChallengeResponses;
      return respond(parts, { ...asked, arrived: note(call) }, input, given);
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
export const adminRespondToAuthChallenge = (parts: SignInParts) =>
  coordinates<AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse>(
    facts(respondLimits, 'ChallengeResponses'),
    async (input, call) => {
      const id = input.UserPoolId ?? '';
      const { pool } = await authorizedPool(call, 'AdminRespondToAuthChallenge', id);
      const client = await clientOf(call.tx, pool, input.ClientId ?? '');
      const given = input.ChallengeResponses;
      return respond(parts, { pool, client, arrived: note(call) }, input, given);
    },
  );
