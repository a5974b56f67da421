import type {
  CreateUserPoolRequest,
  UpdateUserPoolRequest,
  UserPoolPolicyType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Limits, Tags } from '@gatehouse/service-kit';
import { aliasesAndUsernames, invalidParameter, mfaNeedsSms, templateInvalid } from './errors.ts';
import type { Domain, PoolSettings, UserPool } from './model.ts';
import { newSchema } from './schema.ts';

// The API's patterns of message texts name every character twice around the placeholder; characters are checked here and
// the placeholder by `requirePlaceholders`, so that a hostile text costs nothing.
const MESSAGE = {
  minLength: 6,
  maxLength: 20_000,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*',
};
const SUBJECT = { minLength: 1, maxLength: 140, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+' };
const SMS = { minLength: 6, maxLength: 140 };

export const POOL_ID = { minLength: 1, maxLength: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' };
export const POOL_NAME = { minLength: 1, maxLength: 128, pattern: '[\\w\\s+=,.@-]+' };
const ARN = { minLength: 20, maxLength: 2048 };

/** Limits of CreateUserPool and UpdateUserPool. */
export const poolLimits: Limits = {
  UserPoolId: POOL_ID,
  PoolName: POOL_NAME,
  'Policies.PasswordPolicy.MinimumLength': { minValue: 6, maxValue: 99 },
  'Policies.PasswordPolicy.PasswordHistorySize': { minValue: 0, maxValue: 24 },
  'Policies.PasswordPolicy.TemporaryPasswordValidityDays': { minValue: 0, maxValue: 365 },
  'Policies.SignInPolicy.AllowedFirstAuthFactors': { minLength: 1, maxLength: 4 },
  'Policies.SignInPolicy.AllowedFirstAuthFactors[]': {
    oneOf: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
  },
  DeletionProtection: { oneOf: ['ACTIVE', 'INACTIVE'] },
  'AutoVerifiedAttributes[]': { oneOf: ['phone_number', 'email'] },
  'AliasAttributes[]': { oneOf: ['phone_number', 'email', 'preferred_username'] },
  'UsernameAttributes[]': { oneOf: ['phone_number', 'email'] },
  SmsVerificationMessage: SMS,
  EmailVerificationMessage: MESSAGE,
  EmailVerificationSubject: SUBJECT,
  SmsAuthenticationMessage: SMS,
  'VerificationMessageTemplate.SmsMessage': SMS,
  'VerificationMessageTemplate.EmailMessage': MESSAGE,
  'VerificationMessageTemplate.EmailSubject': SUBJECT,
  'VerificationMessageTemplate.EmailMessageByLink': MESSAGE,
  'VerificationMessageTemplate.EmailSubjectByLink': SUBJECT,
  'VerificationMessageTemplate.DefaultEmailOption': {
    oneOf: ['CONFIRM_WITH_LINK', 'CONFIRM_WITH_CODE'],
  },
  MfaConfiguration: { oneOf: ['OFF', 'ON', 'OPTIONAL'] },
  'UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate[]': {
    oneOf: ['phone_number', 'email'],
  },
  'EmailConfiguration.SourceArn': ARN,
  'EmailConfiguration.EmailSendingAccount': { oneOf: ['COGNITO_DEFAULT', 'DEVELOPER'] },
  'EmailConfiguration.ConfigurationSet': {
    minLength: 1,
    maxLength: 64,
    pattern: '[a-zA-Z0-9_-]+',
  },
  'SmsConfiguration.SnsCallerArn': ARN,
  'SmsConfiguration.SnsRegion': { minLength: 5, maxLength: 32 },
  'AdminCreateUserConfig.UnusedAccountValidityDays': { minValue: 0, maxValue: 365 },
  'AdminCreateUserConfig.InviteMessageTemplate.SMSMessage': SMS,
  'AdminCreateUserConfig.InviteMessageTemplate.EmailMessage': MESSAGE,
  'AdminCreateUserConfig.InviteMessageTemplate.EmailSubject': SUBJECT,
  Schema: { minLength: 1, maxLength: 50 },
  'Schema[].Name': { minLength: 1, maxLength: 20, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' },
  'Schema[].AttributeDataType': { oneOf: ['String', 'Number', 'DateTime', 'Boolean'] },
  'UserPoolAddOns.AdvancedSecurityMode': { oneOf: ['OFF', 'AUDIT', 'ENFORCED'] },
  'AccountRecoverySetting.RecoveryMechanisms': { minLength: 1, maxLength: 2 },
  'AccountRecoverySetting.RecoveryMechanisms[].Priority': { minValue: 1, maxValue: 2 },
  'AccountRecoverySetting.RecoveryMechanisms[].Name': {
    oneOf: ['verified_email', 'verified_phone_number', 'admin_only'],
  },
  UserPoolTier: { oneOf: ['LITE', 'ESSENTIALS', 'PLUS'] },
};

const TEMPORARY_DAYS = 7;

const policies = (asked: UserPoolPolicyType | undefined): UserPoolPolicyType => {
  const own = asked?.PasswordPolicy;
  // Without a policy the default one holds; with one, what it leaves out is not required.
  const required = own === undefined;
  return {
    PasswordPolicy: {
      MinimumLength: own?.MinimumLength ?? 8,
      RequireUppercase: own?.RequireUppercase ?? required,
      RequireLowercase: own?.RequireLowercase ?? required,
      RequireNumbers: own?.RequireNumbers ?? required,
      RequireSymbols: own?.RequireSymbols ?? required,
      ...(own?.PasswordHistorySize === undefined || own.PasswordHistorySize === 0
        ? {}
        : { PasswordHistorySize: own.PasswordHistorySize }),
      TemporaryPasswordValidityDays: own?.TemporaryPasswordValidityDays ?? TEMPORARY_DAYS,
    },
    SignInPolicy: asked?.SignInPolicy ?? { AllowedFirstAuthFactors: ['PASSWORD'] },
  };
};

const requirePlaceholders = (input: CreateUserPoolRequest | UpdateUserPoolRequest): void => {
  const template = input.VerificationMessageTemplate;
  const codes: [string, string | undefined][] = [
    ['EmailVerificationMessage', input.EmailVerificationMessage],
    ['SmsVerificationMessage', input.SmsVerificationMessage],
    ['SmsAuthenticationMessage', input.SmsAuthenticationMessage],
    ['EmailMessage', template?.EmailMessage],
    ['SmsMessage', template?.SmsMessage],
  ];
  for (const [member, value] of codes)
    if (value !== undefined && !value.includes('{####}')) throw templateInvalid(member);
  const link = template?.EmailMessageByLink;
  if (link !== undefined && !(link.includes('{##') && link.includes('##}')))
    throw templateInvalid('EmailMessageByLink');
  const invitation = input.AdminCreateUserConfig?.InviteMessageTemplate;
  for (const value of [invitation?.EmailMessage, invitation?.SMSMessage])
    if (value !== undefined && !(value.includes('{####}') && value.includes('{username}')))
      throw templateInvalid('InviteMessageTemplate');
};

const recovery = (
  asked: CreateUserPoolRequest['AccountRecoverySetting'],
): PoolSettings['AccountRecoverySetting'] => {
  if (asked?.RecoveryMechanisms === undefined)
    return {
      RecoveryMechanisms: [
        { Priority: 1, Name: 'verified_email' },
        { Priority: 2, Name: 'verified_phone_number' },
      ],
    };
  const names = asked.RecoveryMechanisms.map(({ Name }) => Name);
  if (names.includes('admin_only') && names.length > 1)
    throw invalidParameter('admin_only cannot be combined with other recovery mechanisms.');
  return asked;
};

/** What both requests set; members that a request leaves out have their default (API reference, UpdateUserPool). */
const stated = (input: CreateUserPoolRequest | UpdateUserPoolRequest) => {
  requirePlaceholders(input);
  const mfa = input.MfaConfiguration ?? 'OFF';
  const template = input.VerificationMessageTemplate;
  return {
    Policies: policies(input.Policies),
    LambdaConfig: input.LambdaConfig ?? {},
    AutoVerifiedAttributes: input.AutoVerifiedAttributes,
    EmailVerificationMessage: input.EmailVerificationMessage ?? template?.EmailMessage,
    EmailVerificationSubject: input.EmailVerificationSubject ?? template?.EmailSubject,
    SmsVerificationMessage: input.SmsVerificationMessage ?? template?.SmsMessage,
    SmsAuthenticationMessage: input.SmsAuthenticationMessage,
    VerificationMessageTemplate: {
      DefaultEmailOption: 'CONFIRM_WITH_CODE' as const,
      ...template,
    },
    MfaConfiguration: mfa,
    UserAttributeUpdateSettings: input.UserAttributeUpdateSettings ?? {
      AttributesRequireVerificationBeforeUpdate: [],
    },
    DeviceConfiguration: input.DeviceConfiguration,
    EmailConfiguration: {
      EmailSendingAccount: 'COGNITO_DEFAULT' as const,
      ...input.EmailConfiguration,
    },
    SmsConfiguration: input.SmsConfiguration,
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      UnusedAccountValidityDays:
        input.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? TEMPORARY_DAYS,
      ...input.AdminCreateUserConfig,
    },
    UserPoolAddOns: input.UserPoolAddOns,
    AccountRecoverySetting: recovery(input.AccountRecoverySetting),
    UserPoolTier: input.UserPoolTier ?? ('ESSENTIALS' as const),
  };
};

const hasEntries = (list: readonly unknown[] | undefined): boolean => (list ?? []).length > 0;

export const createdSettings = (input: CreateUserPoolRequest): PoolSettings => {
  if (hasEntries(input.AliasAttributes) && hasEntries(input.UsernameAttributes))
    throw aliasesAndUsernames();
  if ((input.MfaConfiguration ?? 'OFF') !== 'OFF' && input.SmsConfiguration === undefined)
    throw mfaNeedsSms();
  return {
    ...stated(input),
    SchemaAttributes: newSchema(input.Schema),
    AliasAttributes: input.AliasAttributes,
    UsernameAttributes: input.UsernameAttributes,
    UsernameConfiguration: input.UsernameConfiguration,
    DeletionProtection: input.DeletionProtection ?? 'INACTIVE',
  };
};

export const updatedSettings = (
  { settings }: UserPool,
  input: UpdateUserPoolRequest,
): PoolSettings => {
  const mfa = input.MfaConfiguration ?? 'OFF';
  const sms = input.SmsConfiguration ?? settings.SmsConfiguration;
  const hasFactor =
    sms !== undefined ||
    settings.SoftwareTokenMfaConfiguration?.Enabled === true ||
    settings.EmailMfaConfiguration !== undefined;
  if (mfa !== 'OFF' && !hasFactor) throw mfaNeedsSms();
  return {
    ...stated(input),
    SchemaAttributes: settings.SchemaAttributes,
    AliasAttributes: settings.AliasAttributes,
    UsernameAttributes: settings.UsernameAttributes,
    UsernameConfiguration: settings.UsernameConfiguration,
    // Left out, protection stays: a request about something else must not open the way to a deletion.
    DeletionProtection: input.DeletionProtection ?? settings.DeletionProtection,
    SmsMfaConfiguration: settings.SmsMfaConfiguration,
    SoftwareTokenMfaConfiguration: settings.SoftwareTokenMfaConfiguration,
    EmailMfaConfiguration: settings.EmailMfaConfiguration,
    WebAuthnConfiguration: settings.WebAuthnConfiguration,
  };
};

interface Shown {
  readonly arn: string;
  readonly tags: Tags;
  readonly users: number;
  readonly domains: readonly Domain[];
}

/** A pool as CreateUserPool and DescribeUserPool show it. */
export const poolType = (pool: UserPool, { arn, tags, users, domains }: Shown): UserPoolType => {
  const {
    SoftwareTokenMfaConfiguration: _token,
    SmsMfaConfiguration: _sms,
    EmailMfaConfiguration: _email,
    WebAuthnConfiguration: _webAuthn,
    SchemaAttributes,
    ...settings
  } = pool.settings;
  return {
    ...settings,
    Id: pool.id,
    Name: pool.name,
    Arn: arn,
    SchemaAttributes: [...SchemaAttributes],
    CreationDate: pool.createdAt,
    LastModifiedDate: pool.modifiedAt,
    EstimatedNumberOfUsers: users,
    UserPoolTags: Object.fromEntries(tags),
    Domain: domains.find(({ certificateArn }) => certificateArn === undefined)?.domain,
    CustomDomain: domains.find(({ certificateArn }) => certificateArn !== undefined)?.domain,
  };
};
