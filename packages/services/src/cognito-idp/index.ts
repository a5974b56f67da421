import type { Service } from '@gatehouse/service-kit';
import { createCodes } from './codes.ts';
import type { CognitoDeps, CognitoParts } from './deps.ts';
import { createPoolWeb, type PoolWeb } from './hosted-ui/index.ts';
import { MAIL_WORK, sendMail } from './messages.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { createPasswords } from './passwords.ts';
import { signInOperations } from './sign-in/index.ts';
import type { SignInParts } from './sign-in/sign-in-parts.ts';
import { CLEANUP, createCleanup, prepareCleanup } from './tokens/cleanup.ts';
import { createIssuer } from './tokens/issuer.ts';
import { tokenMigrations } from './tokens/migrations.ts';
import { createSessions } from './tokens/sessions.ts';
import { createSigningKeys, ROTATION } from './tokens/signing-keys.ts';

export type { CognitoDeps } from './deps.ts';
export { looksLikePool, type PoolWeb } from './hosted-ui/index.ts';

export interface Cognito {
  readonly service: Service;
  /** The pages and OAuth endpoints of the pools. */
  readonly web: PoolWeb;
}

/** Amazon Cognito user pools. */
export const createCognito = (deps: CognitoDeps): Cognito => {
  const parts: CognitoParts = {
    ...deps,
    passwords: createPasswords(deps.vault, deps.ids, deps.passwordCostLog2),
    codes: createCodes(deps.vault, deps.ids),
    sessions: createSessions(deps),
  };
  const keys = createSigningKeys(deps);
  const signIn: SignInParts = { ...parts, keys, issuer: createIssuer({ ...deps, keys }) };
  return {
    web: createPoolWeb(signIn),
    service: {
      id: 'cognito-idp',
      eventSource: 'cognito-idp.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'InvalidParameterException',
      operations: { ...operations(parts), ...signInOperations(signIn) },
      migrations: [...migrations, ...tokenMigrations],
      work: {
        [MAIL_WORK]: sendMail(deps),
        [ROTATION]: keys.rotate,
        [CLEANUP]: createCleanup(deps),
      },
      prepare: prepareCleanup,
    },
  };
};
