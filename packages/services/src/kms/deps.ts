import type { OrganizationPort, PrincipalPort, ServiceDeps } from '@gatehouse/service-kit';

/** Quotas of the KMS Developer Guide ("Resource quotas"), as settings. */
export interface KmsQuotas {
  /** Customer managed keys of an account in a Region. Default 100 000. */
  readonly keys: number;
  /** Aliases of a key. Default 50. */
  readonly aliasesPerKey: number;
  /** Grants on a customer managed key. Default 50 000; 0 is no limit. */
  readonly grantsPerKey: number;
  /** On-demand rotations of a key. Default 25. */
  readonly onDemandRotations: number;
}

export interface KmsDeps extends ServiceDeps {
  readonly principals: PrincipalPort;
  readonly organizations: OrganizationPort;
  readonly quotas?: Partial<KmsQuotas> | undefined;
  /** True for test suites of emulators, which name principals that nobody has made. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
