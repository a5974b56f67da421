import type {
  ExpirationModelType,
  GrantOperation,
  KeySpec,
  KeyState,
  KeyUsageType,
} from '@aws-sdk/client-kms';
import type { Tags } from '@gatehouse/service-kit';

/** Where keys are: a key's id is unique in it. A multi-Region key has one id and a row in each of its Regions. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface KeyRef extends Scope {
  /** A UUID, or `mrk-` and 32 hexadecimal digits. */
  readonly id: string;
}

export type Origin = 'AWS_KMS' | 'EXTERNAL';

export interface MultiRegion {
  readonly primaryRegion: string;
  /** Of the others; of a replica, as of its primary, those of all. */
  readonly replicaRegions: readonly string[];
}

export interface KeyDetails {
  readonly description: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsageType;
  readonly origin: Origin;
  /** `AWS`: an AWS managed key, made for a service. */
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly multiRegion?: MultiRegion | undefined;
  readonly rotation?:
    | {
        readonly periodDays: number;
        /** Milliseconds since 1970. */
        readonly enabledAt: number;
        readonly nextAt: number;
      }
    | undefined;
  /** Of imported material; milliseconds since 1970. */
  readonly expires?:
    | { readonly model: ExpirationModelType; readonly at?: number | undefined }
    | undefined;
  /** Of one whose deletion is scheduled; `at` is undefined while a primary waits for its replicas. */
  readonly deletion?: { readonly days: number; readonly at?: number | undefined } | undefined;
}

export interface KeyPolicy {
  /** The text as it was put. */
  readonly document: string;
  /** Unique ids behind the ARNs of users and roles in it, as they were when it was put. */
  readonly principals: ReadonlyMap<string, string>;
}

/** A KMS key in one Region. Its key material lies elsewhere, sealed. */
export interface Key extends KeyRef {
  readonly arn: string;
  readonly createdAt: Date;
  readonly state: KeyState;
  readonly details: KeyDetails;
  /** The material that encrypts and signs now; undefined while an imported key has none. */
  readonly currentMaterial: string | undefined;
  readonly policy: KeyPolicy;
  readonly tags: Tags;
  /** Names of its aliases, `alias/…`. */
  readonly aliases: readonly string[];
}

export type EncryptionContext = Readonly<Record<string, string>>;

/** At most one of the two. */
export interface GrantConstraints {
  readonly equals?: EncryptionContext | undefined;
  readonly subset?: EncryptionContext | undefined;
  /** For a grant to a service: the resource that it acts for. */
  readonly sourceArn?: string | undefined;
}

/** Whom a grant names. `id` is what does not come back when a name does: the unique id of a user or role. */
export interface GrantPrincipal {
  readonly kind: 'account' | 'user' | 'role' | 'session' | 'federated-user' | 'service';
  /** Account number, AIDA…, AROA…, `AROA…:session`, `account:name`, `rds.amazonaws.com`. */
  readonly id: string;
  /** As it was given: an ARN, an account number, the name of a service. */
  readonly given: string;
}

export interface Grant {
  readonly key: KeyRef;
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string | undefined;
  readonly createdAt: Date;
  readonly grantee: GrantPrincipal;
  readonly retiring: GrantPrincipal | undefined;
  readonly issuingAccount: string;
  readonly operations: readonly GrantOperation[];
  readonly constraints: GrantConstraints;
  /** The grant by which its issuer could create it; undefined when a policy let him. */
  readonly parent: string | undefined;
}
