import type {
  DescribeInstancesResult,
  DescribeVolumesResult,
  Filter as Ec2Filter,
} from '@aws-sdk/client-ec2';
import type { DBInstanceMessage } from '@aws-sdk/client-rds';
import type { Apis } from '@gatehouse/access';
import type { ResourceApis } from '@gatehouse/keys';
import { askAs, type Caller } from './ask-as.ts';
import type { ConsoleDeps } from './console-deps.ts';

/** The questions of the analysis of keys, asked of the embedded cloud by whoever is signed in: IAM decides each. */
export const keyApis = (deps: ConsoleDeps, caller: Caller): Apis => {
  const ask = askAs(deps, caller);
  return {
    describeKey: (input) => ask('kms', 'DescribeKey', input),
    listKeys: (input) => ask('kms', 'ListKeys', input),
    listAliases: (input) => ask('kms', 'ListAliases', input),
    listGrants: (input) => ask('kms', 'ListGrants', input),
    getKeyPolicy: (input) => ask('kms', 'GetKeyPolicy', input),
    listResourceTags: (input) => ask('kms', 'ListResourceTags', input),
    getCallerIdentity: (input) => ask('sts', 'GetCallerIdentity', input),
    lookupEvents: (input) => ask('cloudtrail', 'LookupEvents', input),
    getAccountAuthorizationDetails: (input) => ask('iam', 'GetAccountAuthorizationDetails', input),
    describeOrganization: (input) => ask('organizations', 'DescribeOrganization', input),
    listRoots: (input) => ask('organizations', 'ListRoots', input),
    listParents: (input) => ask('organizations', 'ListParents', input),
    listPoliciesForTarget: (input) => ask('organizations', 'ListPoliciesForTarget', input),
    describePolicy: (input) => ask('organizations', 'DescribePolicy', input),
  };
};

const LIVING = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'];

const filter = (Name: string, ids: readonly string[]): Ec2Filter => ({ Name, Values: [...ids] });

/** What exists of the resources that grants are made for. */
export const keyResourceApis = (deps: ConsoleDeps, caller: Caller): ResourceApis => {
  const ask = askAs(deps, caller);
  return {
    instances: async (ids) => {
      const { Reservations = [] } = await ask<DescribeInstancesResult>('ec2', 'DescribeInstances', {
        Filters: [filter('instance-id', ids), filter('instance-state-name', LIVING)],
      });
      return Reservations.flatMap(({ Instances = [] }) =>
        Instances.flatMap(({ InstanceId }) => InstanceId ?? []),
      );
    },
    volumes: async (ids) => {
      const { Volumes = [] } = await ask<DescribeVolumesResult>('ec2', 'DescribeVolumes', {
        Filters: [filter('volume-id', ids)],
      });
      return Volumes.flatMap(({ VolumeId }) => VolumeId ?? []);
    },
    databases: async (ids) => {
      const { DBInstances = [] } = await ask<DBInstanceMessage>('rds', 'DescribeDBInstances', {
        Filters: [filter('dbi-resource-id', ids)],
      });
      return DBInstances.flatMap(({ DbiResourceId }) => DbiResourceId ?? []);
    },
  };
};
