import type { Filter, Tag } from '@aws-sdk/client-rds';

export type {
  CreateDBClusterParameterGroupMessage as CreateClusterPg,
  CreateDBClusterParameterGroupResult as CreatedClusterPg,
  CreateDBParameterGroupMessage as CreatePg,
  CreateDBParameterGroupResult as CreatedPg,
  DBClusterParameterGroupsMessage as ClusterPgs,
  DBParameterGroupsMessage as Pgs,
  DeleteDBClusterParameterGroupMessage as NameClusterPg,
  DeleteDBParameterGroupMessage as NamePg,
  DescribeDBClusterParameterGroupsMessage as DescribeClusterPgs,
  DescribeDBClusterParametersMessage as DescribeClusterPg,
  DescribeDBParameterGroupsMessage as DescribePgs,
  DescribeDBParametersMessage as DescribePg,
  ModifyDBClusterParameterGroupMessage as ModifyClusterPg,
  ModifyDBParameterGroupMessage as ModifyPg,
  ResetDBParameterGroupMessage as ResetPg,
} from '@aws-sdk/client-rds';

export type GivenTags = readonly Tag[] | undefined;

export interface GroupsQuestion {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

export interface ParametersQuestion {
  readonly Source?: string | undefined;
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}
