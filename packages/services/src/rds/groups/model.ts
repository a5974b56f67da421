import type { DatabaseSubnet } from '../deps.ts';

export interface SubnetGroupDetails {
  readonly description: string;
  readonly vpc: string;
  readonly subnets: readonly DatabaseSubnet[];
}

export interface ParameterGroupDetails {
  readonly description: string;
  /** `postgres16` */
  readonly family: string;
  /** Values that differ from the engine's own. */
  readonly values: Readonly<Record<string, string>>;
}

export interface GroupKinds {
  readonly subgrp: SubnetGroupDetails;
  readonly pg: ParameterGroupDetails;
  readonly 'cluster-pg': ParameterGroupDetails;
}
