import type { Tx } from '@gatehouse/store';
import type { AppClient } from '../model.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import type { Tokens } from '../tokens/issuer.ts';
import type { Parameters } from './parameters.ts';
import type { Visit } from './visit.ts';

/** What a grant comes to: tokens, or the error of RFC 6749 §5.2. It is returned, so that what a misuse ends is committed. */
export type Granted = Omit<Tokens, 'originJti'> | { readonly error: string };

/** A request to the token endpoint by a client that is who it says. */
export interface TokenRequest {
  readonly visit: Visit;
  readonly client: AppClient;
  readonly form: Parameters;
  readonly now: Date;
}

export type GrantType = (tx: Tx, parts: SignInParts, request: TokenRequest) => Promise<Granted>;
