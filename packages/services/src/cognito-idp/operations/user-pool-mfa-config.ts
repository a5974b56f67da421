import type {
  GetUserPoolMfaConfigRequest,
  GetUserPoolMfaConfigResponse,
  SetUserPoolMfaConfigRequest,
  SetUserPoolMfaConfigResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, writes } from '@gatehouse/service-kit';
import { mfaContradicts, mfaMissing, mfaNeedsSms, templateInvalid } from '../errors.ts';
import type { PoolSettings } from '../model.ts';
import { POOL_ID } from '../pool-settings.ts';
import { pools } from '../repositories/pools.ts';
import { authorizedPool } from '../requests.ts';

const shown = (settings: PoolSettings): GetUserPoolMfaConfigResponse => ({
  SmsMfaConfiguration:
    settings.SmsMfaConfiguration === undefined && settings.SmsConfiguration === undefined
      ? undefined
      : {
          SmsAuthenticationMessage: settings.SmsMfaConfiguration?.SmsAuthenticationMessage,
          SmsConfiguration: settings.SmsConfiguration,
        },
  SoftwareTokenMfaConfiguration: settings.SoftwareTokenMfaConfiguration,
  EmailMfaConfiguration: settings.EmailMfaConfiguration,
  WebAuthnConfiguration: settings.WebAuthnConfiguration,
  MfaConfiguration: settings.MfaConfiguration,
});

const requireConsistent = (settings: PoolSettings, input: SetUserPoolMfaConfigRequest): void => {
  const { SmsMfaConfiguration: sms, SoftwareTokenMfaConfiguration: token } = input;
  const email = input.EmailMfaConfiguration;
  if (input.MfaConfiguration === 'OFF') {
    if (sms !== undefined || token?.Enabled === true || email !== undefined) throw mfaContradicts();
    return;
  }
  if (input.MfaConfiguration === undefined) return;
  if (sms === undefined && token?.Enabled !== true && email === undefined) throw mfaMissing();
  if (
    sms !== undefined &&
    sms.SmsConfiguration === undefined &&
    settings.SmsConfiguration === undefined
  )
    throw mfaNeedsSms();
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html */
export const setUserPoolMfaConfig = () =>
  writes<SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse>(
    {
      limits: {
        UserPoolId: POOL_ID,
        MfaConfiguration: { oneOf: ['OFF', 'ON', 'OPTIONAL'] },
        'SmsMfaConfiguration.SmsAuthenticationMessage': { minLength: 6, maxLength: 140 },
        'SmsMfaConfiguration.SmsConfiguration.SnsCallerArn': { minLength: 20, maxLength: 2048 },
        'EmailMfaConfiguration.Message': { minLength: 6, maxLength: 20_000 },
        'EmailMfaConfiguration.Subject': { minLength: 1, maxLength: 140 },
        'WebAuthnConfiguration.RelyingPartyId': { minLength: 1, maxLength: 127 },
        'WebAuthnConfiguration.UserVerification': { oneOf: ['required', 'preferred'] },
      },
    },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'SetUserPoolMfaConfig', input.UserPoolId ?? '');
      requireConsistent(pool.settings, input);
      const message = input.SmsMfaConfiguration?.SmsAuthenticationMessage;
      if (message !== undefined && !message.includes('{####}'))
        throw templateInvalid('SmsAuthenticationMessage');
      const letter = input.EmailMfaConfiguration?.Message;
      if (letter !== undefined && !letter.includes('{####}')) throw templateInvalid('Message');
      const settings: PoolSettings = {
        ...pool.settings,
        SmsMfaConfiguration:
          input.SmsMfaConfiguration === undefined
            ? undefined
            : { SmsAuthenticationMessage: message },
        SmsConfiguration:
          input.SmsMfaConfiguration?.SmsConfiguration ?? pool.settings.SmsConfiguration,
        SoftwareTokenMfaConfiguration: input.SoftwareTokenMfaConfiguration,
        EmailMfaConfiguration: input.EmailMfaConfiguration,
        WebAuthnConfiguration: input.WebAuthnConfiguration ?? pool.settings.WebAuthnConfiguration,
        MfaConfiguration: input.MfaConfiguration ?? pool.settings.MfaConfiguration,
      };
      await pools.save(call.tx, { ...pool, settings, modifiedAt: call.now });
      return shown(settings);
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html */
export const getUserPoolMfaConfig = () =>
  reads<GetUserPoolMfaConfigRequest, GetUserPoolMfaConfigResponse>(
    { limits: { UserPoolId: POOL_ID } },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'GetUserPoolMfaConfig', input.UserPoolId ?? '');
      return shown(pool.settings);
    },
  );
