import type {
  AssociateSoftwareTokenRequest,
  AssociateSoftwareTokenResponse,
  SetUserMFAPreferenceRequest,
  SetUserMFAPreferenceResponse,
  VerifySoftwareTokenRequest,
  VerifySoftwareTokenResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { AwsError } from '@gatehouse/core';
import { base32, type Call, coordinates, writes } from '@gatehouse/service-kit';
import { invalidParameter } from '../../errors.ts';
import type { MfaChoice, MfaMethod } from '../../model.ts';
import { clients } from '../../repositories/clients.ts';
import { pools } from '../../repositories/pools.ts';
import { softwareTokens } from '../../repositories/software-tokens.ts';
import { users } from '../../repositories/users.ts';
import { admitAnybody, bearerOf } from '../bearer.ts';
import { challenges } from '../challenges.ts';
import {
  associate,
  associateInSession,
  verifyInSession,
  verifyOwnDevice,
} from '../device-setup.ts';
import { noDeliveryConfig, noSoftwareToken, sessionInvalid } from '../errors.ts';
import { SESSION, TOKEN, USER_CODE } from '../limits.ts';
import type { Place, SignInParts } from '../sign-in-parts.ts';

const SETUP_MILLISECONDS = 15 * 60_000;

const oneOf = (token: string | undefined, session: string | undefined): void => {
  if ((token === undefined) === (session === undefined))
    throw invalidParameter('Exactly one of AccessToken and Session is required.');
};

/** Where the sign-in of a session takes place. */
const placeOfSession = async (
  call: Call,
  { vault }: Pick<SignInParts, 'vault'>,
  session: string,
): Promise<Place> => {
  const found = await challenges.find(call.tx, vault, session, call.now);
  if (found instanceof AwsError) throw found;
  const pool = await pools.find(call.tx, found.poolId);
  const client = await clients.find(call.tx, found.clientId);
  if (pool === undefined || client === undefined) throw sessionInvalid();
  admitAnybody(call, pool);
  // The session alone says who it is.
  return { pool, client, origin: 'api', username: '' };
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html */
export const associateSoftwareToken = (parts: SignInParts) =>
  coordinates<AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse>(
    {
      limits: { AccessToken: TOKEN, Session: SESSION },
      redact: ['AccessToken', 'Session'],
      redactOutput: ['SecretCode', 'Session'],
    },
    async ({ AccessToken, Session }, call) => {
      oneOf(AccessToken, Session);
      if (Session !== undefined) {
        const place = await placeOfSession(call, parts, Session);
        const { seed, session } = await associateInSession(parts, place, Session);
        return { SecretCode: base32(seed), Session: session };
      }
      const { pool, user } = await bearerOf(call, parts, AccessToken);
      if (pool.settings.SoftwareTokenMfaConfiguration?.Enabled === false) throw noSoftwareToken();
      const until = new Date(call.now.getTime() + SETUP_MILLISECONDS);
      const seed = await parts.store.write((tx) => associate(tx, parts, user.sub, until));
      return { SecretCode: base32(seed) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html */
export const verifySoftwareToken = (parts: SignInParts) =>
  coordinates<VerifySoftwareTokenRequest, VerifySoftwareTokenResponse>(
    {
      limits: {
        AccessToken: TOKEN,
        Session: SESSION,
        UserCode: USER_CODE,
        FriendlyDeviceName: { maxLength: 131_072 },
      },
      redact: ['AccessToken', 'Session', 'UserCode'],
      redactOutput: ['Session'],
    },
    async ({ AccessToken, Session, UserCode, FriendlyDeviceName }, call) => {
      oneOf(AccessToken, Session);
      const code = UserCode ?? '';
      // Longer names are nobody's; the model has no limit worth the name.
      const deviceName = FriendlyDeviceName?.slice(0, 256);
      if (Session !== undefined) {
        const place = await placeOfSession(call, parts, Session);
        const session = await verifyInSession(parts, place, Session, { code, deviceName });
        return { Status: 'SUCCESS', Session: session };
      }
      const { user } = await bearerOf(call, parts, AccessToken);
      await verifyOwnDevice(parts, user, code, deviceName);
      return { Status: 'SUCCESS' };
    },
  );

type Preference = Pick<
  SetUserMFAPreferenceRequest,
  'SMSMfaSettings' | 'SoftwareTokenMfaSettings' | 'EmailMfaSettings'
>;

/** What a user's factors are after a preference; a factor that is not named stays. */
export const preferredFactors = (
  earlier: MfaChoice,
  input: Preference,
  has: ReadonlySet<MfaMethod>,
): MfaChoice => {
  const enabled = new Set(earlier.enabled);
  let preferred = earlier.preferred;
  const settings = [
    ['SMS_MFA', input.SMSMfaSettings],
    ['SOFTWARE_TOKEN_MFA', input.SoftwareTokenMfaSettings],
    ['EMAIL_OTP', input.EmailMfaSettings],
  ] as const;
  for (const [method, wanted] of settings) {
    if (wanted === undefined) continue;
    if (wanted.Enabled === true) {
      if (!has.has(method)) throw noDeliveryConfig(method);
      enabled.add(method);
    } else if (wanted.Enabled === false) enabled.delete(method);
    if (wanted.PreferredMfa === true && !enabled.has(method))
      throw invalidParameter(`${method} must be enabled to be preferred.`);
    if (wanted.PreferredMfa === true) preferred = method;
    else if (preferred === method && (wanted.PreferredMfa === false || !enabled.has(method)))
      preferred = undefined;
  }
  return { enabled: [...enabled], preferred };
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html */
export const setUserMfaPreference = (parts: SignInParts) =>
  writes<SetUserMFAPreferenceRequest, SetUserMFAPreferenceResponse>(
    {
      limits: { AccessToken: TOKEN },
      redact: ['AccessToken'],
      partial: 'only SOFTWARE_TOKEN_MFA can be turned on',
    },
    async (input, call) => {
      const { pool, user } = await bearerOf(call, parts, input.AccessToken);
      const device = await softwareTokens.find(call.tx, parts.vault, user.sub);
      const has = new Set<MfaMethod>(device?.verified === true ? ['SOFTWARE_TOKEN_MFA'] : []);
      const mfa = preferredFactors(user.mfa, input, has);
      await users.save(call.tx, pool, { ...user, mfa, modifiedAt: call.now });
      return {};
    },
  );
