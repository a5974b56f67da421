import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import { sessionOf, writes } from '@gatehouse/service-kit';
import type { StsParts } from '../deps.ts';
import { needsLongTermKey } from '../errors.ts';
import { proveMfa } from '../mfa.ts';

type Deps = Pick<StsParts, 'roles' | 'tokens' | 'wrongCodes'>;

const DEFAULT_SECONDS = 43_200;
const ROOT_SECONDS = 3600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const getSessionToken = (deps: Deps) =>
  writes<GetSessionTokenRequest, GetSessionTokenResponse>(
    {
      limits: {
        DurationSeconds: { minValue: 900, maxValue: 129_600 },
        SerialNumber: { minLength: 9, maxLength: 256, pattern: '[\\w+=\\/:,.@-]*' },
        TokenCode: { minLength: 6, maxLength: 6, pattern: '[\\d]*', sensitive: true },
      },
      redactOutput: ['Credentials.SecretAccessKey', 'Credentials.SessionToken'],
      event: { readOnly: true, response: 'record' },
    },
    async (input, call) => {
      const { principal } = call;
      if (
        (principal.kind !== 'user' && principal.kind !== 'root') ||
        sessionOf(principal) !== undefined
      )
        throw needsLongTermKey('GetSessionToken');
      call.allowEverybody('no permission is needed to ask for a session of oneself');
      const mfaAuthenticated = await proveMfa(call, deps, input);
      const asked = input.DurationSeconds ?? DEFAULT_SECONDS;
      const seconds = principal.kind === 'root' ? Math.min(asked, ROOT_SECONDS) : asked;
      return {
        Credentials: deps.tokens.issue({
          ...principal,
          session: {
            issuedAt: call.now,
            expiresAt: new Date(call.now.getTime() + seconds * 1000),
            mfaAuthenticated,
          },
        }),
      };
    },
  );
