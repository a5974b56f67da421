import type { UserPool } from '../model.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import type { Parameters } from './parameters.ts';

export interface Visitor {
  readonly sourceIp: string;
}

/** A request to the pages and endpoints of a pool. */
export interface Visit {
  readonly request: Request;
  readonly visitor: Visitor;
  readonly pool: UserPool;
  /** Before each path of the pool's: `/us-east-1_AbCdEfGhI`, or nothing where the host names it. */
  readonly root: string;
  /** Below the root: `/login`. */
  readonly path: string;
  readonly query: Parameters;
  /** The query as it came, without the question mark. */
  readonly search: string;
  readonly secure: boolean;
  /** Whom it concerned, as far as that came out: for the event history. */
  readonly notes: { sub?: string; clientId?: string };
}

export type Handler = (parts: SignInParts, visit: Visit) => Promise<Response>;
