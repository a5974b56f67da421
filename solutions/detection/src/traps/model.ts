import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { IAM } from '@aws-sdk/client-iam';
import type { S3 } from '@aws-sdk/client-s3';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SSM } from '@aws-sdk/client-ssm';

export const TRAP_KINDS = [
  'user',
  'role',
  'access-key',
  'bucket',
  'table',
  'secret',
  'parameter',
] as const;

export type TrapKind = (typeof TRAP_KINDS)[number];

/** What is kept up beside traps: the trail that tells of calls on their contents. */
export type KeptKind = TrapKind | 'trail';

/** Where a trap stands. Users and roles are in every Region; theirs is where IAM is asked from. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The APIs that traps are made by, as the role that may. */
export interface TrapApis {
  readonly iam: IAM;
  readonly s3: S3;
  readonly dynamodb: DynamoDB;
  readonly secrets: SecretsManager;
  readonly ssm: SSM;
  readonly trail: CloudTrail;
}

/** `planned`: nothing exists. `making`: something may. `leaving`: what exists is being removed. */
export type BaitState = 'planned' | 'making' | 'live' | 'leaving' | 'gone';

/** What is told to one administrator, once. */
export type Shown =
  | { readonly accessKeyId: string; readonly secretAccessKey: string }
  | { readonly userName: string; readonly password: string };

/** One set of resources with one name: a rotation makes the next. All times are milliseconds since 1970. */
export interface Bait {
  readonly id: string;
  readonly state: BaitState;
  /** Of the user, role, bucket, table, secret or parameter. */
  readonly name: string;
  /** Of users and roles, `/ops/`. */
  readonly path: string;
  readonly arn: string;
  /** What names and contents are drawn from, hexadecimal. */
  readonly seed: string;
  /** Of a user or role: `AIDA…`, `AROA…`. */
  readonly uniqueId?: string | undefined;
  readonly accessKeyId?: string | undefined;
  /** Of a trail: where it delivers to. */
  readonly bucket?: string | undefined;
  readonly begunAt?: number | undefined;
  readonly liveAt?: number | undefined;
  readonly goneAt?: number | undefined;
  readonly shown?: Shown | undefined;
}

/** What an administrator chose. */
export interface TrapChoice {
  readonly kind: TrapKind;
  readonly place: Place;
  /** Days after which it gets a new name, key and contents; undefined: never by itself. */
  readonly rotateDays: number | undefined;
  /** Of a user: it has a password for the console. */
  readonly console: boolean;
  /** Of a role: the account's own principals can assume it, and then do nothing. Else nobody can. */
  readonly assumable: boolean;
  /** A name instead of one that is made up. */
  readonly name: string | undefined;
  /** For administrators. */
  readonly note: string;
}

export interface Trap extends Omit<TrapChoice, 'kind'> {
  readonly id: string;
  readonly kind: KeptKind;
  readonly goal: 'live' | 'removed';
  readonly createdAt: number;
  readonly verifiedAt: number | undefined;
  /** How what exists differs from what was made: somebody changed or deleted it. */
  readonly drift: readonly string[];
  /** Why the last attempt to make or remove something failed; undefined: it did not. */
  readonly failure: string | undefined;
  /** Oldest first; the last one that is not leaving or gone is the trap of today. */
  readonly baits: readonly Bait[];
}

/** What keeps things out of sight in the database; each context names its row. */
export interface Secrecy {
  seal(plaintext: Uint8Array, context: string): Uint8Array;
  /** Undefined: not sealed here for this context. */
  open(sealed: Uint8Array, context: string): Uint8Array | undefined;
}

export const currentBait = ({ baits }: Pick<Trap, 'baits'>): Bait | undefined =>
  baits.findLast(({ state }) => state !== 'leaving' && state !== 'gone');

/** A trap as its administrators see it; what is shown once is not in it. */
export interface TrapView {
  readonly id: string;
  readonly kind: TrapKind;
  readonly account: string;
  readonly region: string;
  readonly state: 'making' | 'live' | 'rotating' | 'removing' | 'removed';
  readonly name: string | undefined;
  readonly arn: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly note: string;
  readonly rotateDays: number | undefined;
  readonly rotatesAt: string | undefined;
  readonly createdAt: string;
  readonly verifiedAt: string | undefined;
  readonly drift: readonly string[];
  readonly failure: string | undefined;
  /** Something waits to be shown once. */
  readonly hasSecret: boolean;
  readonly lastTouchedAt: string | undefined;
  /** Names of earlier rotations that are still watched. */
  readonly earlier: readonly {
    readonly name: string;
    readonly arn: string;
    readonly until: string;
  }[];
}
