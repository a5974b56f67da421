import type { OperationDefinition } from '@gatehouse/service-kit';
import type { Ec2Deps } from './deps.ts';
import {
  monitorInstances,
  rebootInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from './instances/change-state.ts';
import { describeInstances, describeInstanceStatus } from './instances/describe-instances.ts';
import {
  createKeyPair,
  deleteKeyPair,
  describeKeyPairs,
  importKeyPair,
} from './instances/key-pairs.ts';
import { runInstances } from './instances/run-instances.ts';
import {
  createDefaultSubnet,
  createSubnet,
  deleteSubnet,
  describeSubnets,
  modifySubnetAttribute,
} from './networking/subnets.ts';
import {
  createDefaultVpc,
  createVpc,
  deleteVpc,
  describeVpcAttribute,
  describeVpcs,
  modifyVpcAttribute,
} from './networking/vpcs.ts';

const instances = (deps: Ec2Deps) => ({
  CreateKeyPair: createKeyPair(deps),
  DeleteKeyPair: deleteKeyPair(),
  DescribeInstances: describeInstances(deps),
  DescribeInstanceStatus: describeInstanceStatus(deps),
  DescribeKeyPairs: describeKeyPairs(deps),
  ImportKeyPair: importKeyPair(deps),
  MonitorInstances: monitorInstances('MonitorInstances'),
  RebootInstances: rebootInstances(),
  RunInstances: runInstances(deps),
  StartInstances: startInstances(deps),
  StopInstances: stopInstances(deps),
  TerminateInstances: terminateInstances(deps),
  UnmonitorInstances: monitorInstances('UnmonitorInstances'),
});

const networks = (deps: Ec2Deps) => ({
  CreateDefaultSubnet: createDefaultSubnet(deps),
  CreateDefaultVpc: createDefaultVpc(deps),
  CreateSubnet: createSubnet(deps),
  CreateVpc: createVpc(deps),
  DeleteSubnet: deleteSubnet(deps),
  DeleteVpc: deleteVpc(deps),
  DescribeSubnets: describeSubnets(deps),
  DescribeVpcAttribute: describeVpcAttribute(deps),
  DescribeVpcs: describeVpcs(deps),
  ModifySubnetAttribute: modifySubnetAttribute(deps),
  ModifyVpcAttribute: modifyVpcAttribute(deps),
});

export const operations = (deps: Ec2Deps): Readonly<Record<string, OperationDefinition>> => ({
  ...instances(deps),
  ...networks(deps),
});
