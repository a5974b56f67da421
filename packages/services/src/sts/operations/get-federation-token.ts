import type { GetFederationTokenRequest, GetFederationTokenResponse } from '@aws-sdk/client-sts';
import {
  type FederatedUserPrincipal,
  requestTagKeys,
  sessionOf,
  writes,
} from '@gatehouse/service-kit';
import type { StsParts } from '../deps.ts';
import { needsLongTermKey } from '../errors.ts';
import { POLICY_LIMITS, TAG_LIMITS } from '../limits.ts';
import { packedPolicySize, sessionPolicies } from '../session-policies.ts';
import { overlayTags, requestedTags } from '../session-tags.ts';

type Deps = Pick<StsParts, 'roles' | 'tokens'>;

const DEFAULT_SECONDS = 43_200;
const ROOT_SECONDS = 3600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
export const getFederationToken = ({ roles, tokens }: Deps) =>
  writes<GetFederationTokenRequest, GetFederationTokenResponse>(
    {
      limits: {
        Name: { minLength: 2, maxLength: 32, pattern: '[\\w+=,.@-]*' },
        DurationSeconds: { minValue: 900, maxValue: 129_600 },
        ...POLICY_LIMITS,
        ...TAG_LIMITS,
      },
      redactOutput: ['Credentials.SecretAccessKey', 'Credentials.SessionToken'],
      event: { readOnly: true, response: 'record' },
    },
    async (input, call) => {
      const { principal, account } = call;
      if (
        (principal.kind !== 'user' && principal.kind !== 'root') ||
        sessionOf(principal) !== undefined
      )
        throw needsLongTermKey('GetFederationToken');
      const name = input.Name ?? '';
      const arn = `arn:${call.partition}:sts::${account}:federated-user/${name}`;
      const tags = requestedTags(input.Tags);
      await call.authorize('sts:GetFederationToken', arn, requestTagKeys(tags));
      if (tags.size > 0) await call.authorize('sts:TagSession', arn, requestTagKeys(tags));

      const asked = input.DurationSeconds ?? DEFAULT_SECONDS;
      const seconds = principal.kind === 'root' ? Math.min(asked, ROOT_SECONDS) : asked;
      const packed = packedPolicySize(input, tags);
      const session: FederatedUserPrincipal = {
        kind: 'federated-user',
        account,
        arn,
        name,
        user:
          principal.kind === 'user'
            ? { arn: principal.arn, id: principal.id, name: principal.name }
            : undefined,
        tags: principal.kind === 'user' ? overlayTags(principal.tags, tags) : tags,
        session: {
          issuedAt: call.now,
          expiresAt: new Date(call.now.getTime() + seconds * 1000),
          mfaAuthenticated: false,
          // Without a session policy the federated user has only what resource policies give.
          policies: (await sessionPolicies(call.tx, roles, account, input)) ?? [],
        },
      };
      return {
        Credentials: tokens.issue(session),
        FederatedUser: { FederatedUserId: `${account}:${name}`, Arn: arn },
        PackedPolicySize: packed ?? 0,
      };
    },
  );
