import type {
  CreateNetworkAclEntryRequest,
  CreateNetworkAclRequest,
  CreateNetworkAclResult,
  DeleteNetworkAclEntryRequest,
  DeleteNetworkAclRequest,
  DescribeNetworkAclsRequest,
  DescribeNetworkAclsResult,
  NetworkAcl,
  ReplaceNetworkAclAssociationRequest,
  ReplaceNetworkAclAssociationResult,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Tags } from '@gatehouse/service-kit';
import { arnOf, partId } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  dependencyViolation,
  invalidValue,
  missingParameter,
  parameterInvalid,
} from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { cidrText, parseCidr } from './cidr.ts';
import { settleNetwork, showNetwork } from './default-network.ts';
import { add, closedEntries } from './new-network.ts';
import { vpcFor } from './route-tables.ts';

const MOST_RULE = 32_766;

const shownAcl = ({ id, account, details }: Resource<'network-acl'>, tags: Tags): NetworkAcl => ({
  NetworkAclId: id,
  VpcId: details.vpc,
  OwnerId: account,
  IsDefault: details.isDefault,
  Associations: details.associations.map((one) => ({
    NetworkAclAssociationId: one.id,
    NetworkAclId: id,
    SubnetId: one.subnet,
  })),
  Entries: details.entries.map(({ number, egress, protocol, action, cidr, ports }) => ({
    RuleNumber: number,
    Egress: egress,
    Protocol: protocol,
    RuleAction: action,
    CidrBlock: cidr,
    ...(ports === undefined ? {} : { PortRange: { From: ports.from, To: ports.to } }),
  })),
  Tags: shownTags(tags),
});

const ACLS: Description<'network-acl', NetworkAcl> = {
  kind: 'network-acl',
  filters: {
    'association.association-id': ({ Associations = [] }) =>
      Associations.map(({ NetworkAclAssociationId }) => NetworkAclAssociationId),
    'association.network-acl-id': ({ NetworkAclId }) => NetworkAclId,
    'association.subnet-id': ({ Associations = [] }) =>
      Associations.map(({ SubnetId }) => SubnetId),
    default: ({ IsDefault }) => IsDefault,
    'entry.cidr': ({ Entries = [] }) => Entries.map(({ CidrBlock }) => CidrBlock),
    'entry.egress': ({ Entries = [] }) => Entries.map(({ Egress }) => Egress),
    'entry.protocol': ({ Entries = [] }) => Entries.map(({ Protocol }) => Protocol),
    'entry.rule-action': ({ Entries = [] }) => Entries.map(({ RuleAction }) => RuleAction),
    'entry.rule-number': ({ Entries = [] }) => Entries.map(({ RuleNumber }) => RuleNumber),
    'network-acl-id': ({ NetworkAclId }) => NetworkAclId,
    'owner-id': ({ OwnerId }) => OwnerId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  show: (_call, rows, tags) => rows.map((row) => shownAcl(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html */
export const describeNetworkAcls = (deps: Ec2Deps) =>
  shows<DescribeNetworkAclsRequest, DescribeNetworkAclsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeNetworkAcls');
    await showNetwork(deps, call);
    const { shown, next } = await described(deps.pages, call, ACLS, input, input.NetworkAclIds);
    return { NetworkAcls: [...shown], ...next };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html */
export const createNetworkAcl = ({ ids }: Ec2Deps) =>
  changes<CreateNetworkAclRequest, CreateNetworkAclResult>({}, async (input, call) => {
    const { tx, account, now } = call;
    await settleNetwork({ ids }, call);
    const operation = 'CreateNetworkAcl';
    const tags = specifiedTags(input.TagSpecifications, 'network-acl')('network-acl');
    const vpcKey = { 'ec2:Vpc': arnOf(call, 'vpc', input.VpcId ?? '') };
    await authorizeNew(call, operation, 'network-acl', tags, vpcKey);
    const vpc = await vpcFor(call, operation, input.VpcId ?? '');
    const details = { vpc: vpc.id, isDefault: false, entries: closedEntries, associations: [] };
    const ground = { tx, ids, account, region: call.region, now };
    const acl = await add(ground, 'network-acl', details, { vpc: vpc.id });
    await putTags(tx, acl, tags);
    touch(call, 'network-acl', acl.id);
    return { NetworkAcl: shownAcl(acl, tags) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAcl.html */
export const deleteNetworkAcl = ({ ids }: Ec2Deps) =>
  changes<DeleteNetworkAclRequest, void>({}, async ({ NetworkAclId = '' }, call) => {
    await settleNetwork({ ids }, call);
    const acl = await authorized(call, 'DeleteNetworkAcl', 'network-acl', NetworkAclId);
    if (acl.details.isDefault)
      throw parameterInvalid('networkAclId', acl.id, 'Cannot delete default network ACL.');
    if (acl.details.associations.length > 0)
      throw dependencyViolation(
        `The networkAcl '${acl.id}' has dependencies and cannot be deleted.`,
      );
    await removeWithTags(call.tx, acl);
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html and API_ReplaceNetworkAclEntry.html */
export const putNetworkAclEntry = (
  { ids }: Ec2Deps,
  operation: 'CreateNetworkAclEntry' | 'ReplaceNetworkAclEntry',
) =>
  changes<CreateNetworkAclEntryRequest, void>({ partial: 'no IPv6' }, async (input, call) => {
    await settleNetwork({ ids }, call);
    const acl = await authorized(call, operation, 'network-acl', input.NetworkAclId ?? '');
    const { RuleNumber: number = 0, Egress: egress = false, RuleAction: action } = input;
    if (!Number.isInteger(number) || number < 1 || number > MOST_RULE)
      throw parameterInvalid('ruleNumber', number, `Must be between 1 and ${MOST_RULE}.`);
    if (action !== 'allow' && action !== 'deny') throw missingParameter('ruleAction');
    const network = parseCidr(input.CidrBlock ?? '');
    if (network === undefined)
      throw parameterInvalid('cidrBlock', input.CidrBlock, 'This is not a valid CIDR block.');
    const { From: from, To: to } = input.PortRange ?? {};
    const ports = from === undefined || to === undefined ? undefined : { from, to };
    const protocol = input.Protocol ?? '-1';
    if ((protocol === '6' || protocol === '17') && ports === undefined)
      throw invalidValue(
        'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
      );
    const earlier = acl.details.entries.find(
      (one) => one.number === number && one.egress === egress,
    );
    if (operation === 'CreateNetworkAclEntry' && earlier !== undefined)
      throw new AwsError(
        'NetworkAclEntryAlreadyExists',
        `The network acl entry identified by ${number} already exists.`,
      );
    if (operation === 'ReplaceNetworkAclEntry' && earlier === undefined)
      throw noEntry(number, acl.id);
    const entry = { number, egress, protocol, action, cidr: cidrText(network), ports };
    const entries = [...acl.details.entries.filter((one) => one !== earlier), entry].toSorted(
      (a, b) => Number(b.egress) - Number(a.egress) || a.number - b.number,
    );
    await resources.save(call.tx, withDetails(acl, { entries }));
  });

const noEntry = (number: number, acl: string): AwsError =>
  new AwsError(
    'InvalidNetworkAclEntry.NotFound',
    `The network acl entry identified by ${number} in network ACL ${acl} does not exist`,
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAclEntry.html */
export const deleteNetworkAclEntry = ({ ids }: Ec2Deps) =>
  changes<DeleteNetworkAclEntryRequest, void>({}, async (input, call) => {
    await settleNetwork({ ids }, call);
    const operation = 'DeleteNetworkAclEntry';
    const acl = await authorized(call, operation, 'network-acl', input.NetworkAclId ?? '');
    const entries = acl.details.entries.filter(
      ({ number, egress }) => number !== input.RuleNumber || egress !== (input.Egress ?? false),
    );
    if (entries.length === acl.details.entries.length || (input.RuleNumber ?? 0) > MOST_RULE)
      throw noEntry(input.RuleNumber ?? 0, acl.id);
    await resources.save(call.tx, withDetails(acl, { entries }));
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html */
export const replaceNetworkAclAssociation = ({ ids }: Ec2Deps) =>
  changes<ReplaceNetworkAclAssociationRequest, ReplaceNetworkAclAssociationResult>(
    {},
    async ({ AssociationId = '', NetworkAclId = '' }, call) => {
      const { tx } = call;
      await settleNetwork({ ids }, call);
      const operation = 'ReplaceNetworkAclAssociation';
      const from = (await resources.list(tx, call, 'network-acl')).find(({ details }) =>
        details.associations.some(({ id }) => id === AssociationId),
      );
      const moved = from?.details.associations.find(({ id }) => id === AssociationId);
      if (from === undefined || moved === undefined) {
        await call.authorize(`ec2:${operation}`, arnOf(call, 'network-acl', '*'), region(call));
        throw new AwsError(
          'InvalidAssociationID.NotFound',
          `The association ID '${AssociationId}' does not exist`,
        );
      }
      const to = await authorized(call, operation, 'network-acl', NetworkAclId);
      await authorized(call, operation, 'subnet', moved.subnet);
      if (from.details.vpc !== to.details.vpc)
        throw invalidValue(
          `networkAcl ${to.id} and subnet ${moved.subnet} belong to different networks`,
        );
      const id = partId(ids, 'aclassoc');
      const left = from.details.associations.filter((one) => one !== moved);
      const others = from.id === to.id ? left : to.details.associations;
      if (from.id !== to.id) await resources.save(tx, withDetails(from, { associations: left }));
      const added = [...others, { id, subnet: moved.subnet }];
      await resources.save(tx, withDetails(to, { associations: added }));
      return { NewAssociationId: id };
    },
  );
