import { createGuesses, type CredentialPort, type Service } from '@gatehouse/service-kit';
import type { StsDeps } from './deps.ts';
import { assumeRoleWithSaml } from './operations/assume-role-with-saml.ts';
import { assumeRoleWithWebIdentity } from './operations/assume-role-with-web-identity.ts';
import { assumeRole } from './operations/assume-role.ts';
import { decodeAuthorizationMessage } from './operations/decode-authorization-message.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getFederationToken } from './operations/get-federation-token.ts';
import { getSessionToken } from './operations/get-session-token.ts';
import { createSessionTokens } from './session-token.ts';

export interface Sts {
  readonly service: Service;
  readonly credentials: Pick<CredentialPort, 'temporary'>;
}

/** AWS Security Token Service: temporary credentials that carry their session in the token. */
export const createSts = (deps: StsDeps): Sts => {
  const { acceptsLooseInput = false } = deps;
  const tokens = createSessionTokens(deps.vault, deps.ids, deps.clock, {
    findsByKey: acceptsLooseInput,
  });
  const parts = { ...deps, tokens, wrongCodes: createGuesses() };
  // Without checking an assertion nobody may be let in, so these are absent where access is enforced.
  const unproven = acceptsLooseInput
    ? {
        AssumeRoleWithSAML: assumeRoleWithSaml(parts),
        AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity(parts),
      }
    : {};
  return {
    service: {
      id: 'sts',
      eventSource: 'sts.amazonaws.com',
      accessDenied: 'AccessDenied',
      validationCode: 'ValidationError',
      operations: {
        AssumeRole: assumeRole(parts),
        DecodeAuthorizationMessage: decodeAuthorizationMessage(parts),
        GetAccessKeyInfo: getAccessKeyInfo(),
        GetCallerIdentity: getCallerIdentity(),
        GetFederationToken: getFederationToken(parts),
        GetSessionToken: getSessionToken(parts),
        ...unproven,
      },
      migrations: [],
    },
    credentials: { temporary: (keyId, token) => tokens.open(keyId, token) },
  };
};
