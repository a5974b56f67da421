import type {
  AdminUserGlobalSignOutRequest,
  AdminUserGlobalSignOutResponse,
  GetTokensFromRefreshTokenRequest,
  GetTokensFromRefreshTokenResponse,
  GlobalSignOutRequest,
  GlobalSignOutResponse,
  RevokeTokenRequest,
  RevokeTokenResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { coordinates, writes } from '@gatehouse/service-kit';
import { CLIENT_ID, CLIENT_SECRET } from '../../client-settings.ts';
import { clientSecrets } from '../../repositories/clients.ts';
import { authorizedPool, publicClient, userOf } from '../../requests.ts';
import { revoke } from '../../tokens/refresh.ts';
import { adminLimits } from '../../user-limits.ts';
import { admitAnybody, bearerOf } from '../bearer.ts';
import { provesClientSecret } from '../client-proof.ts';
import {
  clientSecretWrong,
  notRefreshToken,
  revocationForeign,
  revocationOff,
  revocationSecret,
} from '../errors.ts';
import { TOKEN } from '../limits.ts';
import { renewTokens } from '../refresh-step.ts';
import type { SignInParts } from '../sign-in-parts.ts';

const limits = { ClientId: CLIENT_ID, ClientSecret: CLIENT_SECRET };

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
export const getTokensFromRefreshToken = (parts: SignInParts) =>
  coordinates<GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse>(
    {
      limits: { ...limits, RefreshToken: TOKEN },
      redact: ['RefreshToken', 'ClientSecret'],
      redactOutput: ['AuthenticationResult'],
    },
    async (input, call) => {
      const { pool, client } = await publicClient(call.tx, input.ClientId ?? '');
      admitAnybody(call, pool);
      const secrets = await clientSecrets.of(call.tx, parts.vault, client.id);
      if (!provesClientSecret(client, secrets, input.ClientSecret))
        throw clientSecretWrong(client.id);
      const { AuthenticationResult } = await renewTokens(
        parts,
        { pool, client },
        input.RefreshToken ?? '',
      );
      return { AuthenticationResult };
    },
  );

const JWT_PARTS = 3;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
export const revokeToken = ({ vault }: Pick<SignInParts, 'vault'>) =>
  writes<RevokeTokenRequest, RevokeTokenResponse>(
    { limits: { ...limits, Token: TOKEN }, redact: ['Token', 'ClientSecret'] },
    async (input, call) => {
      const { pool, client } = await publicClient(call.tx, input.ClientId ?? '');
      admitAnybody(call, pool);
      const secrets = await clientSecrets.of(call.tx, vault, client.id);
      if (!provesClientSecret(client, secrets, input.ClientSecret)) throw revocationSecret();
      const token = input.Token ?? '';
      const revoked = await revoke(call.tx, client, token, call.now);
      switch (revoked) {
        case 'done':
          return {};
        case 'unknown':
          if (token.split('.').length === JWT_PARTS) throw notRefreshToken();
          return {};
        case 'foreign':
          throw revocationForeign();
        case 'unsupported':
          throw revocationOff();
        default:
          return revoked satisfies never;
      }
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
export const globalSignOut = (parts: Pick<SignInParts, 'keys' | 'sessions'>) =>
  writes<GlobalSignOutRequest, GlobalSignOutResponse>(
    { limits: { AccessToken: TOKEN }, redact: ['AccessToken'] },
    async (input, call) => {
      const { user } = await bearerOf(call, parts, input.AccessToken);
      await parts.sessions.sessionsEnd(call.tx, user.sub);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
export const adminUserGlobalSignOut = ({ sessions }: Pick<SignInParts, 'sessions'>) =>
  writes<AdminUserGlobalSignOutRequest, AdminUserGlobalSignOutResponse>(
    { limits: adminLimits, redact: ['Username'] },
    async (input, call) => {
      const id = input.UserPoolId ?? '';
      const { pool } = await authorizedPool(call, 'AdminUserGlobalSignOut', id);
      const user = await userOf(call.tx, pool, input.Username ?? '');
      await sessions.sessionsEnd(call.tx, user.sub);
      call.remark({ sub: user.sub });
      return {};
    },
  );
