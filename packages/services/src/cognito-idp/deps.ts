import type { Mailer } from '@gatehouse/core';
import type { ServiceDeps } from '@gatehouse/service-kit';
import type { Codes } from './codes.ts';
import type { Sessions } from './model.ts';
import type { Passwords } from './passwords.ts';

export interface CognitoDeps extends ServiceDeps {
  /** The URL of the AWS endpoint without a slash at its end; a pool's issuer is `${baseUrl()}/${poolId}`. */
  readonly baseUrl: () => string;
  readonly mailer: Mailer;
  /** Binary logarithm of scrypt's N for new passwords. Default: 15; tests save time by less. */
  readonly passwordCostLog2?: number | undefined;
}

/** What `createCognito` makes of them, and gives to every operation. */
export interface CognitoParts extends CognitoDeps {
  readonly passwords: Passwords;
  readonly codes: Codes;
  readonly sessions: Sessions;
}
