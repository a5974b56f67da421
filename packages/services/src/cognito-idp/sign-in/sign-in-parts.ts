import type { Tx } from '@gatehouse/store';
import type { CognitoParts } from '../deps.ts';
import type { AppClient, User, UserPool } from '../model.ts';
import type { Issuer } from '../tokens/issuer.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';
import type { ChallengeName, Origin } from './challenges.ts';

/** What the operations and pages that people sign in with are made of. */
export interface SignInParts extends CognitoParts {
  readonly keys: SigningKeys;
  readonly issuer: Issuer;
}

/** Where somebody signs in, and as whom they say. */
export interface Place {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly origin: Origin;
  /** As typed. */
  readonly username: string;
  /** Told who it was, when the sign-in has ended well. */
  readonly arrived?: ((user: User) => void) | undefined;
}

/** A sign-in that is not over: what the person must do next. */
export interface NextChallenge {
  readonly kind: 'challenge';
  readonly name: ChallengeName;
  readonly session: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How far a sign-in has come. */
export type Step<Done> = { readonly kind: 'done'; readonly value: Done } | NextChallenge;

/** What a finished sign-in gives: tokens, or a browser session. In the transaction that ends it. */
export type Finish<Done> = (tx: Tx, user: User, now: Date) => Promise<Done>;
