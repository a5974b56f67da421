export type TrapKind = 'user' | 'role' | 'access-key' | 'bucket' | 'table' | 'secret' | 'parameter';

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

/** Question of `POST /api/detection/traps/create`. */
export interface TrapForm {
  readonly kind: TrapKind;
  readonly place: { readonly account: string; readonly region: string };
  /** Null: never by itself. */
  readonly rotateDays: number | null;
  readonly console: boolean;
  readonly assumable: boolean;
  /** Absent: one is made up. */
  readonly name?: string | undefined;
  readonly note: string;
}

/** Answer of `POST /api/detection/traps {}`; 404 for who does not administer Security Hub. */
export interface TrapsAnswer {
  readonly traps: readonly TrapView[];
  /** Where traps may stand. */
  readonly accounts: readonly string[];
}

/** What is told to one administrator, once. */
export type Shown =
  | { readonly accessKeyId: string; readonly secretAccessKey: string }
  | { readonly userName: string; readonly password: string };

/** Of `traps/create` and `traps/rotate`. */
export interface MadeTrap {
  readonly trap: TrapView;
  readonly secret: Shown | undefined;
}
