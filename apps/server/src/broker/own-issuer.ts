import type { IdentitySettings } from '@gatehouse/broker';
import { type Config, ConfigError } from '../config.ts';

const HOURS_8 = 8 * 3600;

/** Okta, Entra ID, Keycloak or whatever else speaks OpenID Connect; undefined where none is configured. */
export const ownIssuer = ({
  oidcIssuer,
  oidcClientId,
  oidcAudience,
  oidcGroupsClaim,
}: Config): IdentitySettings | undefined => {
  if (oidcIssuer === undefined) return undefined;
  if (oidcClientId === undefined || oidcAudience === undefined)
    throw new ConfigError('oidcIssuer: needs oidcClientId and oidcAudience beside it');
  if (oidcClientId === oidcAudience)
    throw new ConfigError(
      'oidcAudience: must be the broker’s own, not the client’s id: ID tokens carry that, and are no access tokens',
    );
  return {
    issuer: oidcIssuer,
    clientId: oidcClientId,
    scopes: ['openid', 'email', 'profile'],
    audience: { kind: 'aud', value: oidcAudience },
    directory: {
      kind: 'userinfo',
      groupsClaim: oidcGroupsClaim,
      staleAfterSeconds: HOURS_8,
    },
    loopbackPorts: [],
  };
};
