import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

/** The hidden machine of a database and its only volume: no Describe operation shows them, CloudTrail and grants name them. */
export interface DatabaseHost extends Scope {
  /** `i-…`; the host itself is `<account>:aws:rds-host:i-…`. */
  readonly instance: string;
  /** `vol-…` */
  readonly volume: string;
}

/**
 * Machines that RDS has EC2 run for a database. `reserve` and `find` are part of the caller's transaction; the others are
 * transactions of their own, for due work, and may be repeated: what is done already is not done again. What KMS refuses is
 * thrown as KMS says it.
 */
export interface DatabaseHosts {
  /** Ids for a host that RDS can name in a grant before anything is encrypted. */
  reserve(tx: Tx, scope: Scope, volume: { readonly sizeGiB: number }): Promise<DatabaseHost>;
  /** Undefined: there is none, or it was removed. */
  find(tx: Tx, scope: Scope, instance: string): Promise<DatabaseHost | undefined>;
  /**
   * As the host `<account>:aws:rds-host:i-…`: a data key of 64 bytes for the volume under the key, bound to `context`
   * (`aws:rds:db-id`) and the volume's id (`aws:ebs:id`). The host needs a grant for it, GenerateDataKeyWithoutPlaintext.
   */
  encrypt(
    host: DatabaseHost,
    encryption: {
      readonly keyArn: string;
      readonly context: Readonly<Record<string, string>>;
    },
  ): Promise<void>;
  /**
   * As the host: a grant of Decrypt, bound to both, for `<account>:aws:ec2-infrastructure:i-…`, retired by
   * `ec2.<region>.amazonaws.com`; then as that machine: Decrypt. When that fails the grant is retired again. What is
   * attached already is not attached anew. A volume without key is attached without all that.
   */
  attach(host: DatabaseHost): Promise<void>;
  /** Retires the grant of the attachment, if it has one. */
  detach(host: DatabaseHost): Promise<void>;
  /** Detaches, and forgets the machine and its volume with its data key. */
  remove(host: DatabaseHost): Promise<void>;
}

/** Unique id of a database's host as a grantee, `111122223333:aws:rds-host:i-…`. */
export const databaseHostId = ({ account, instance }: DatabaseHost): string =>
  `${account}:aws:rds-host:${instance}`;
