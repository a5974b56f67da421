import type {
  InitiateAuthRequest,
  InitiateAuthResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireSecretHash } from '../requests.ts';
import { validityOf } from '../tokens/validity.ts';
import { type AuthAnswer, giveTokens, toAnswer } from './api-tokens.ts';
import { allowsFlow, type PasswordFlow } from './auth-flows.ts';
import { challenges } from './challenges.ts';
import { adminFlowNotEnabled, flowNotEnabled, flowUnsupported } from './errors.ts';
import { needed, optional } from './parameters.ts';
import { passwordStep } from './password-step.ts';
import { refreshStep } from './refresh-step.ts';
import type { Place, SignInParts } from './sign-in-parts.ts';
import { beginSrp } from './srp-step.ts';

type Request = Pick<InitiateAuthRequest, 'AuthFlow' | 'AuthParameters'>;
type Asked = Omit<Place, 'username' | 'origin'>;

const requireFlow = ({ client }: Asked, flow: PasswordFlow): void => {
  if (allowsFlow(client, flow)) return;
  throw flow === 'ADMIN_USER_PASSWORD_AUTH' || flow === 'REFRESH_TOKEN_AUTH'
    ? adminFlowNotEnabled()
    : flowNotEnabled(flow);
};

/** Who wants to come in; a client with a secret has proved it. */
const placeOf = async (
  parts: SignInParts,
  asked: Asked,
  given: Request['AuthParameters'],
): Promise<Place> => {
  const username = needed(given, 'USERNAME');
  await parts.store.read((tx) =>
    requireSecretHash(tx, parts.vault, asked.client, username, optional(given, 'SECRET_HASH')),
  );
  return { ...asked, origin: 'api', username };
};

const byPassword = async (
  parts: SignInParts,
  asked: Asked,
  given: Request['AuthParameters'],
): Promise<AuthAnswer> => {
  const password = needed(given, 'PASSWORD');
  const place = await placeOf(parts, asked, given);
  return toAnswer(await passwordStep(parts, place, password, giveTokens(parts, place)));
};

const bySrp = async (
  parts: SignInParts,
  asked: Asked,
  given: Request['AuthParameters'],
): Promise<AuthAnswer> => {
  const place = await placeOf(parts, asked, given);
  return toAnswer(await beginSrp(parts, place, needed(given, 'SRP_A')));
};

/** The choice of ways to sign in (USER_AUTH): everybody, known or not, has a password. */
const byChoice = async (
  parts: SignInParts,
  asked: Asked,
  given: Request['AuthParameters'],
): Promise<InitiateAuthResponse> => {
  const preferred = optional(given, 'PREFERRED_CHALLENGE');
  if (preferred === 'PASSWORD') return byPassword(parts, asked, given);
  if (preferred === 'PASSWORD_SRP') return bySrp(parts, asked, given);
  const { pool, client, origin, username } = await placeOf(parts, asked, given);
  const now = parts.clock.now();
  const session = await parts.store.write((tx) =>
    challenges.open(tx, parts, {
      poolId: pool.id,
      clientId: client.id,
      sub: undefined,
      name: 'SELECT_CHALLENGE',
      content: { origin, username },
      expiresAt: new Date(now.getTime() + validityOf(client).sessionSeconds * 1000),
    }),
  );
  return {
    ChallengeName: 'SELECT_CHALLENGE',
    AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    ChallengeParameters: {},
    Session: session,
  };
};

/** InitiateAuth and AdminInitiateAuth, once the caller is known to be allowed to ask. */
export const initiate = async (
  parts: SignInParts,
  asked: Asked,
  { AuthFlow, AuthParameters: given }: Request,
  admin: boolean,
): Promise<InitiateAuthResponse> => {
  switch (AuthFlow) {
    case 'USER_SRP_AUTH':
      requireFlow(asked, AuthFlow);
      return bySrp(parts, asked, given);
    case 'USER_PASSWORD_AUTH':
      if (admin) throw flowUnsupported();
      requireFlow(asked, AuthFlow);
      return byPassword(parts, asked, given);
    case 'ADMIN_USER_PASSWORD_AUTH':
    case 'ADMIN_NO_SRP_AUTH':
      if (!admin) throw flowUnsupported();
      requireFlow(asked, 'ADMIN_USER_PASSWORD_AUTH');
      return byPassword(parts, asked, given);
    case 'REFRESH_TOKEN':
    case 'REFRESH_TOKEN_AUTH':
      requireFlow(asked, 'REFRESH_TOKEN_AUTH');
      return refreshStep(parts, asked, {
        token: needed(given, 'REFRESH_TOKEN'),
        secretHash: optional(given, 'SECRET_HASH'),
      });
    case 'USER_AUTH':
      requireFlow(asked, AuthFlow);
      return byChoice(parts, asked, given);
    case 'CUSTOM_AUTH':
    case undefined:
      throw flowUnsupported();
    default:
      return AuthFlow satisfies never;
  }
};
