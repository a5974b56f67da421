import type {
  AssumeRoleWithWebIdentityRequest,
  AssumeRoleWithWebIdentityResponse,
} from '@aws-sdk/client-sts';
import { writes } from '@gatehouse/service-kit';
import { POLICY_LIMITS, ROLE_ARN, ROLE_SECONDS, SESSION_NAME } from '../limits.ts';
import { assumeUnproven, type UnprovenDeps } from '../unproven.ts';

const DEFAULT_SECONDS = 3600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export const assumeRoleWithWebIdentity = (deps: UnprovenDeps) =>
  writes<AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse>(
    {
      limits: {
        RoleArn: ROLE_ARN,
        RoleSessionName: SESSION_NAME,
        WebIdentityToken: { minLength: 4, maxLength: 20_000, sensitive: true },
        ProviderId: { minLength: 4, maxLength: 2048 },
        DurationSeconds: ROLE_SECONDS,
        ...POLICY_LIMITS,
      },
      redact: ['WebIdentityToken'],
      redactOutput: ['Credentials.SecretAccessKey', 'Credentials.SessionToken'],
      event: { readOnly: true, response: 'record' },
      partial: 'only with `--iam=off`, where the token is not looked at',
    },
    async (input, call) => ({
      ...(await assumeUnproven(deps, call, {
        ...input,
        action: 'sts:AssumeRoleWithWebIdentity',
        sessionName: input.RoleSessionName ?? '',
        seconds: input.DurationSeconds ?? DEFAULT_SECONDS,
        identity: 'WebIdentityUser',
      })),
      ...(input.ProviderId === undefined ? {} : { Provider: input.ProviderId }),
    }),
  );
