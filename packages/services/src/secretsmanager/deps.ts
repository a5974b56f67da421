import type {
  InvokePort,
  KeyPort,
  ManagedRotationPort,
  OperationCall,
  OrganizationPort,
  PrincipalPort,
  ServiceDeps,
} from '@gatehouse/service-kit';

/** Quotas of the Secrets Manager User Guide ("Secrets Manager quotas"), as settings. */
export interface SecretsQuotas {
  /** Secrets of an account in a Region. Default 500 000; 0 is no limit. */
  readonly secrets: number;
  /** Versions of a secret, about. Default 100: older ones without a label are removed. */
  readonly versions: number;
  /** Labels on all versions of a secret. Default 20. */
  readonly labels: number;
  /** Bytes of a value. Default 65 536. */
  readonly valueBytes: number;
}

export interface SecretsDeps extends ServiceDeps {
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  readonly organizations: OrganizationPort;
  readonly principals: PrincipalPort;
  /** Rotation functions. */
  readonly invoke: InvokePort;
  /** How services rotate the secrets that they manage, by the owning service: `rds`. */
  readonly managed?: ReadonlyMap<string, ManagedRotationPort> | undefined;
  /** Operations that the service calls by itself. */
  readonly call: OperationCall;
  readonly quotas?: Partial<SecretsQuotas> | undefined;
  /** True for test suites of emulators. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
