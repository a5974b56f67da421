export type KeyType = 'S' | 'N' | 'B';

/** An attribute of a key. */
export interface Key {
  readonly name: string;
  readonly type: KeyType;
}

export interface KeyPair {
  readonly hash: Key;
  readonly range: Key | undefined;
}

export interface Throughput {
  readonly read: number;
  readonly write: number;
  /** Milliseconds since 1970. */
  readonly increasedAt?: number | undefined;
  readonly decreasedAt?: number | undefined;
}

export type Projected =
  | { readonly type: 'ALL' | 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly names: readonly string[] };

export type IndexStatus = 'ACTIVE' | 'CREATING' | 'DELETING' | 'UPDATING';

/** A secondary index. */
export interface Index extends KeyPair {
  readonly name: string;
  readonly kind: 'global' | 'local';
  /** Names its rows; of an index that is made again under its name it is another. */
  readonly id: string;
  readonly projection: Projected;
  readonly status: IndexStatus;
  readonly throughput: Throughput | undefined;
  readonly onDemand?: OnDemand | undefined;
}

export interface OnDemand {
  readonly read?: number | undefined;
  readonly write?: number | undefined;
}

export type TableStatus = 'ACTIVE' | 'CREATING' | 'DELETING' | 'UPDATING';

/** What a table's contents lie under: one data key for as long as the table lives, wrapped in one of two ways. */
export type TableKey =
  | {
      readonly kind: 'owned';
      /** The data key sealed by the vault, in base64. */
      readonly sealed: string;
    }
  | {
      readonly kind: 'kms';
      readonly keyArn: string;
      /** A key of KMS's making, as KMS encrypted it, in base64. */
      readonly wrapping: string;
      /** The data key sealed under that, in base64. */
      readonly sealed: string;
      /** The grant by which DynamoDB itself can open it. */
      readonly grant: string;
    };

export interface Stream {
  readonly view: string;
  readonly label: string;
}

export interface TimeToLive {
  readonly attribute: string;
  readonly status: 'ENABLED' | 'ENABLING' | 'DISABLING';
}

export interface Recovery {
  readonly enabled: boolean;
  readonly days: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What a table is but for its name and state. */
export interface TableDetails extends KeyPair {
  readonly billing: 'PROVISIONED' | 'PAY_PER_REQUEST';
  /** When it became PAY_PER_REQUEST, in milliseconds since 1970. */
  readonly onDemandSince?: number | undefined;
  readonly throughput: Throughput;
  readonly onDemand?: OnDemand | undefined;
  /** Definitions that are asked for, in the order of the request. */
  readonly attributes: readonly Key[];
  readonly indexes: readonly Index[];
  readonly tableClass: string | undefined;
  readonly stream: Stream | undefined;
  readonly key: TableKey;
  readonly ttl: TimeToLive | undefined;
  readonly recovery: Recovery | undefined;
  readonly warm?: OnDemand | undefined;
}

/** A resource policy. */
export interface TablePolicy {
  readonly document: string;
  /** Unique ids of the users and roles that it names, by ARN. */
  readonly principals: ReadonlyMap<string, string>;
  readonly revision: string;
}

export interface TableRef {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
}

export interface Table extends TableRef, TableDetails {
  readonly id: string;
  readonly status: TableStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly isProtected: boolean;
  readonly policy: TablePolicy | undefined;
  /** What was counted last: of the table under '', of indexes under their ids. */
  readonly counted: Readonly<Record<string, Counted>>;
}

export interface Counted {
  readonly items: number;
  readonly bytes: number;
}

export const keysOf = ({ hash, range }: KeyPair): readonly Key[] =>
  range === undefined ? [hash] : [hash, range];

/** Attributes that an index has of an item; undefined: all. */
export const projectedNames = (table: KeyPair, index: Index): ReadonlySet<string> | undefined => {
  const { projection } = index;
  if (projection.type === 'ALL') return undefined;
  const keys = [...keysOf(table), ...keysOf(index)].map(({ name }) => name);
  return new Set(projection.type === 'INCLUDE' ? [...keys, ...projection.names] : keys);
};
