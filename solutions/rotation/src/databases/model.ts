import type { Fields } from '../frame/json-secret.ts';

/** A secret of a database user, in the form that Secrets Manager gives such secrets. */
export interface DatabaseSecret {
  readonly fields: Fields;
  readonly engine: string;
  readonly host: string;
  readonly port: number;
  readonly database: string | undefined;
  readonly username: string;
  readonly password: string;
  /** `preferred`: TLS, and without it where the server has none. */
  readonly tls: 'required' | 'preferred' | 'off';
  /** ARN of the secret of a user who may make and change others. */
  readonly master: string | undefined;
}

/** Somebody who is logged in. Messages of what these throw hold no password and no SQL. */
export interface Session {
  /** Rejects when the server does not answer a query. */
  check(): Promise<void>;
  /** Of the user who is logged in. */
  setOwnPassword(secret: DatabaseSecret): Promise<void>;
  /** Whether there is such a user. */
  hasUser(username: string): Promise<boolean>;
  setPassword(secret: DatabaseSecret): Promise<void>;
  /** Makes the user of the secret with all that `original` may do. */
  cloneUser(original: string, secret: DatabaseSecret): Promise<void>;
  close(): Promise<void>;
}

export interface Engine {
  /** Values of `engine` in a secret. */
  readonly names: readonly string[];
  readonly port: number;
  /** Longest user name, in bytes. */
  readonly mostNameBytes: (engine: string) => number;
  /**
   * A session, or undefined when the server refuses user and password. @throws RotationFailure where it cannot be reached, or is not
   * the one that it should be
   */
  readonly logIn: (
    secret: DatabaseSecret,
    authorities: Authorities,
  ) => Promise<Session | undefined>;
}

/** PEM texts of certificate authorities to trust; undefined: those of Node. */
export type Authorities = readonly string[] | undefined;
