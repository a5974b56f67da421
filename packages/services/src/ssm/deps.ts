import type { KeyPort, PrincipalPort, ServiceDeps } from '@gatehouse/service-kit';

export interface SsmDeps extends ServiceDeps {
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  readonly principals: PrincipalPort;
  readonly quotas?: Partial<SsmQuotas> | undefined;
  /** True for test suites of emulators. Default: false. */
  readonly acceptsLooseInput?: boolean;
}

/** Parameters of an account in a Region ("Systems Manager endpoints and quotas"), as settings; 0 is no limit. */
export interface SsmQuotas {
  /** Default 10 000. */
  readonly standard: number;
  /** Default 100 000. */
  readonly advanced: number;
}
