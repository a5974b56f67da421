import type {
  CreateDBSubnetGroupMessage,
  CreateDBSubnetGroupResult,
  DBSubnetGroupMessage,
  DeleteDBSubnetGroupMessage,
  DescribeDBSubnetGroupsMessage,
  ModifyDBSubnetGroupMessage,
  ModifyDBSubnetGroupResult,
} from '@aws-sdk/client-rds';
import { AwsError } from '@gatehouse/core';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { authorized, authorizeDescribe, authorizeNew, touch } from '../authorization.ts';
import type { DatabaseSubnet, RdsDeps } from '../deps.ts';
import { described } from '../describing.ts';
import { alreadyExists, invalidState, invalidValue, notFound } from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import { type Resource, withDetails } from '../model.ts';
import { remove } from '../moves.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, requestTags } from '../tags.ts';
import { databasesWith } from './users.ts';
import { shownSubnetGroup } from './views.ts';

const LEAST_ZONES = 2;

/** The subnets of a request: all there, in one VPC, in two zones at least. */
const checkedSubnets = async (
  { network }: RdsDeps,
  call: Call,
  given: readonly string[] | undefined,
): Promise<readonly DatabaseSubnet[]> => {
  const ids = [...new Set(given)];
  const invalid = new AwsError('InvalidSubnet', 'Subnet IDs are required.');
  if (ids.length === 0) throw invalid;
  const subnets = await network.subnets(call, ids);
  const bad = ids.filter((id) => !subnets.some((subnet) => subnet.id === id));
  if (bad.length > 0) throw invalidValue(`Some input subnets in :[${bad.join(', ')}] are invalid.`);
  if (new Set(subnets.map(({ vpc }) => vpc)).size > 1)
    throw new AwsError('InvalidSubnet', 'The subnets of a DB subnet group must be in one VPC.');
  const zones = [...new Set(subnets.map(({ zone }) => zone))].toSorted();
  if (zones.length < LEAST_ZONES)
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least ${LEAST_ZONES} AZs.`,
    );
  return subnets;
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html */
export const createDBSubnetGroup = (deps: RdsDeps) =>
  writes<CreateDBSubnetGroupMessage, CreateDBSubnetGroupResult>({}, async (input, call) => {
    const { tx, account, region, now } = call;
    const id = newIdentifier('subgrp', input.DBSubnetGroupName);
    const tags = requestTags(input.Tags);
    await authorizeNew(call, 'CreateDBSubnetGroup', 'subgrp', id, tags);
    if (id === 'default')
      throw invalidValue('The parameter DBSubnetGroupName must not be "default".');
    const subnets = await checkedSubnets(deps, call, input.SubnetIds);
    const group: Resource<'subgrp'> = {
      kind: 'subgrp',
      account,
      region,
      id,
      createdAt: now,
      details: {
        description: input.DBSubnetGroupDescription ?? '',
        vpc: subnets[0]?.vpc ?? '',
        subnets,
      },
    };
    if (!(await resources.insert(tx, group))) throw alreadyExists('subgrp', id);
    await putTags(tx, group, tags);
    touch(call, group);
    return { DBSubnetGroup: shownSubnetGroup(group) };
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSubnetGroup.html */
export const modifyDBSubnetGroup = (deps: RdsDeps) =>
  writes<ModifyDBSubnetGroupMessage, ModifyDBSubnetGroupResult>({}, async (input, call) => {
    const given = input.DBSubnetGroupName;
    const group = await authorized(call, 'ModifyDBSubnetGroup', 'subgrp', given);
    const subnets = await checkedSubnets(deps, call, input.SubnetIds);
    const changed = withDetails(group, {
      subnets,
      vpc: subnets[0]?.vpc ?? group.details.vpc,
      description: input.DBSubnetGroupDescription ?? group.details.description,
    });
    if (changed.details.vpc !== group.details.vpc && (await databasesWith(call, group)).length > 0)
      throw invalidState(
        'subgrp',
        `The DB subnet group ${group.id} is in use and cannot change its VPC.`,
      );
    await resources.save(call.tx, changed);
    return { DBSubnetGroup: shownSubnetGroup(changed) };
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSubnetGroup.html */
export const deleteDBSubnetGroup = () =>
  writes<DeleteDBSubnetGroupMessage, void>({}, async (input, call) => {
    const given = input.DBSubnetGroupName;
    const group = await authorized(call, 'DeleteDBSubnetGroup', 'subgrp', given);
    const [user] = await databasesWith(call, group);
    if (user !== undefined)
      throw invalidState(
        'subgrp',
        `Cannot delete the subnet group '${group.id}' because at least one database instance: ${user} is still using it.`,
      );
    await remove(call.tx, group);
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSubnetGroups.html */
export const describeDBSubnetGroups = ({ pages }: RdsDeps) =>
  reads<DescribeDBSubnetGroupsMessage, DBSubnetGroupMessage>({}, async (input, call) => {
    const { tx, account, region } = call;
    const given = input.DBSubnetGroupName;
    await authorizeDescribe(call, 'DescribeDBSubnetGroups', 'subgrp', given);
    const id = given?.toLowerCase() ?? '';
    const one =
      given === undefined
        ? undefined
        : await resources.find(tx, { account, region, kind: 'subgrp', id });
    if (given !== undefined && one === undefined) throw notFound('subgrp', given);
    const { rows, next } = await described(pages, call, {
      operation: 'DescribeDBSubnetGroups',
      input,
      question: given,
      filters: {},
      load: async (stretch) =>
        one === undefined ? resources.list(tx, call, 'subgrp', stretch) : [one],
    });
    return { DBSubnetGroups: rows.map(shownSubnetGroup), ...next };
  });
