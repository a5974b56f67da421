import type {
  SchemaAttributeType,
  UserPoolClientType,
  UserPoolType,
  UserStatusType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Tx } from '@gatehouse/store';

/** What a pool's row keeps as the API spells it, defaults filled in (UserPoolType). */
export type PoolSettings = Readonly<
  Pick<
    UserPoolType,
    | 'AccountRecoverySetting'
    | 'AdminCreateUserConfig'
    | 'AliasAttributes'
    | 'AutoVerifiedAttributes'
    | 'DeletionProtection'
    | 'DeviceConfiguration'
    | 'EmailConfiguration'
    | 'EmailVerificationMessage'
    | 'EmailVerificationSubject'
    | 'LambdaConfig'
    | 'MfaConfiguration'
    | 'Policies'
    | 'SmsAuthenticationMessage'
    | 'SmsConfiguration'
    | 'SmsVerificationMessage'
    | 'UserAttributeUpdateSettings'
    | 'UserPoolAddOns'
    | 'UserPoolTier'
    | 'UsernameAttributes'
    | 'UsernameConfiguration'
    | 'VerificationMessageTemplate'
  >
> & {
  /** Standard attributes first, then custom ones, their names with prefix (`custom:team`). */
  readonly SchemaAttributes: readonly SchemaAttributeType[];
  /** SetUserPoolMfaConfig keeps here what UserPoolType does not show. */
  readonly SoftwareTokenMfaConfiguration?: { readonly Enabled?: boolean | undefined } | undefined;
  readonly SmsMfaConfiguration?:
    | { readonly SmsAuthenticationMessage?: string | undefined }
    | undefined;
  readonly EmailMfaConfiguration?:
    | { readonly Message?: string | undefined; readonly Subject?: string | undefined }
    | undefined;
  readonly WebAuthnConfiguration?:
    | {
        readonly RelyingPartyId?: string | undefined;
        readonly UserVerification?: 'required' | 'preferred' | undefined;
        readonly FactorConfiguration?:
          | 'SINGLE_FACTOR'
          | 'MULTI_FACTOR_WITH_USER_VERIFICATION'
          | undefined;
      }
    | undefined;
};

export interface UserPool {
  /** `us-east-1_AbCdEfGhI`: unique everywhere. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly settings: PoolSettings;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** What a client's row keeps as the API spells it; validities are in the units that TokenValidityUnits states. */
export type ClientSettings = Readonly<
  Pick<
    UserPoolClientType,
    | 'AccessTokenValidity'
    | 'AllowedOAuthFlows'
    | 'AllowedOAuthFlowsUserPoolClient'
    | 'AllowedOAuthScopes'
    | 'AnalyticsConfiguration'
    | 'AuthSessionValidity'
    | 'CallbackURLs'
    | 'DefaultRedirectURI'
    | 'EnablePropagateAdditionalUserContextData'
    | 'EnableTokenRevocation'
    | 'ExplicitAuthFlows'
    | 'IdTokenValidity'
    | 'LogoutURLs'
    | 'PreventUserExistenceErrors'
    | 'ReadAttributes'
    | 'RefreshTokenRotation'
    | 'RefreshTokenValidity'
    | 'SupportedIdentityProviders'
    | 'TokenValidityUnits'
    | 'WriteAttributes'
  >
>;

export interface AppClient {
  /** 26 characters: unique everywhere. */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly settings: ClientSettings;
  /** Whether requests must prove one of the client's secrets. */
  readonly hasSecret: boolean;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

/** A client has at most two secrets, so that one can replace the other without an outage. */
export interface ClientSecret {
  /** `<client id>--<creation in ms>` */
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  readonly createdAt: Date;
}

export type MfaMethod = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

export interface MfaChoice {
  readonly enabled: readonly MfaMethod[];
  readonly preferred?: MfaMethod | undefined;
}

/** How a password is kept; each part is sealed by the vault, and `passwords.ts` opens them. */
export interface StoredPassword {
  readonly verifier: Uint8Array;
  readonly srp: Uint8Array;
}

export interface User {
  /** The `sub` attribute, a UUID: unique everywhere, and the user's id in every table. */
  readonly sub: string;
  readonly poolId: string;
  /** As it was given; the sub itself where people sign in with email or phone number (UsernameAttributes). */
  readonly username: string;
  readonly status: UserStatusType;
  readonly enabled: boolean;
  /** Without `sub`; names as the API spells them (`email`, `custom:team`), values are texts. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly mfa: MfaChoice;
  readonly password: StoredPassword | undefined;
  /** When the temporary password of a FORCE_CHANGE_PASSWORD user stops to work. */
  readonly temporaryUntil: Date | undefined;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface Group {
  readonly poolId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  /** Lower wins; absent is lowest of all. */
  readonly precedence: number | undefined;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface ResourceServer {
  readonly poolId: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
}

export interface Domain {
  /** A prefix (`my-app`) or a whole host name (`auth.example.com`). */
  readonly domain: string;
  readonly region: string;
  readonly poolId: string;
  readonly account: string;
  /** Set for a custom domain. */
  readonly certificateArn: string | undefined;
  /** 1 hosted UI, 2 managed login. */
  readonly managedLoginVersion: number;
  readonly version: string;
}

/** What proves a person's device; the seed is sealed. */
export interface SoftwareToken {
  readonly seed: Uint8Array;
  readonly verified: boolean;
  /** The last time step that was accepted (RFC 6238 §5.2: a code works once). */
  readonly lastStep: number;
  readonly deviceName: string | undefined;
}

/**
 * The tokens that people hold. The control plane says when they end; the token store knows what that means. Each runs in
 * the transaction of the change.
 */
export interface Sessions {
  /** Every refresh token of the user, and what hangs on it: disabling, deletion, a new password, global sign-out. */
  sessionsEnd(tx: Tx, sub: string): Promise<void>;
  /** The client is gone. */
  clientEnds(tx: Tx, clientId: string): Promise<void>;
  /** The pool is gone, its signing keys with it. */
  poolEnds(tx: Tx, poolId: string): Promise<void>;
}
