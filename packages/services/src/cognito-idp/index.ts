import type { Service } from '@gatehouse/service-kit';
import { createCodes } from './codes.ts';
import type { CognitoDeps, CognitoParts } from './deps.ts';
import { migrations } from './migrations.ts';
import type { Sessions } from './model.ts';
import { operations } from './operations/index.ts';
import { createPasswords } from './passwords.ts';

export type { CognitoDeps } from './deps.ts';

/** Until the token store is here nobody holds a token. */
const noSessions: Sessions = {
  sessionsEnd: () => Promise.resolve(),
  clientEnds: () => Promise.resolve(),
  poolEnds: () => Promise.resolve(),
};

export interface Cognito {
  readonly service: Service;
}

/** Amazon Cognito user pools. */
export const createCognito = (deps: CognitoDeps): Cognito => {
  const parts: CognitoParts = {
    ...deps,
    passwords: createPasswords(deps.vault, deps.ids, deps.passwordCostLog2),
    codes: createCodes(deps.vault, deps.ids),
    sessions: noSessions,
  };
  return {
    service: {
      id: 'cognito-idp',
      eventSource: 'cognito-idp.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'InvalidParameterException',
      operations: operations(parts),
      migrations,
    },
  };
};
