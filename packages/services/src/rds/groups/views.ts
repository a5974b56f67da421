import type { DBClusterParameterGroup, DBParameterGroup, DBSubnetGroup } from '@aws-sdk/client-rds';
import { arnOfResource } from '../arns.ts';
import type { Resource } from '../model.ts';

export const shownSubnetGroup = (group: Resource<'subgrp'>): DBSubnetGroup => ({
  DBSubnetGroupName: group.id,
  DBSubnetGroupDescription: group.details.description,
  VpcId: group.details.vpc,
  SubnetGroupStatus: 'Complete',
  Subnets: group.details.subnets.map(({ id, zone }) => ({
    SubnetIdentifier: id,
    SubnetAvailabilityZone: { Name: zone },
    SubnetOutpost: {},
    SubnetStatus: 'Active',
  })),
  DBSubnetGroupArn: arnOfResource(group),
  SupportedNetworkTypes: ['IPV4'],
});

export const shownParameterGroup = (group: Resource<'pg'>): DBParameterGroup => ({
  DBParameterGroupName: group.id,
  DBParameterGroupFamily: group.details.family,
  Description: group.details.description,
  DBParameterGroupArn: arnOfResource(group),
});

export const shownClusterParameterGroup = (
  group: Resource<'cluster-pg'>,
): DBClusterParameterGroup => ({
  DBClusterParameterGroupName: group.id,
  DBParameterGroupFamily: group.details.family,
  Description: group.details.description,
  DBClusterParameterGroupArn: arnOfResource(group),
});
