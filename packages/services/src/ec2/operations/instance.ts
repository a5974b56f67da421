import type { Ec2Deps } from '../deps.ts';
import {
  describeInstanceAttribute,
  modifyInstanceAttribute,
  modifyInstanceMetadataOptions,
} from '../instances/attributes.ts';
import {
  monitorInstances,
  rebootInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from '../instances/change-state.ts';
import {
  describeInstanceTypeOfferings,
  describeInstanceTypes,
} from '../instances/describe-instance-types.ts';
import { describeInstances, describeInstanceStatus } from '../instances/describe-instances.ts';
import {
  createKeyPair,
  deleteKeyPair,
  describeKeyPairs,
  importKeyPair,
} from '../instances/key-pairs.ts';
import {
  associateIamInstanceProfile,
  describeIamInstanceProfileAssociations,
  disassociateIamInstanceProfile,
} from '../instances/profile-associations.ts';
import { runInstances } from '../instances/run-instances.ts';

export const instanceOperations = (deps: Ec2Deps) => ({
  AssociateIamInstanceProfile: associateIamInstanceProfile(deps),
  CreateKeyPair: createKeyPair(deps),
  DeleteKeyPair: deleteKeyPair(),
  DescribeIamInstanceProfileAssociations: describeIamInstanceProfileAssociations(),
  DescribeInstanceAttribute: describeInstanceAttribute(deps),
  DescribeInstanceStatus: describeInstanceStatus(deps),
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings(deps),
  DescribeInstanceTypes: describeInstanceTypes(deps),
  DescribeInstances: describeInstances(deps),
  DescribeKeyPairs: describeKeyPairs(deps),
  DisassociateIamInstanceProfile: disassociateIamInstanceProfile(),
  ImportKeyPair: importKeyPair(deps),
  ModifyInstanceAttribute: modifyInstanceAttribute(deps),
  ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions(),
  MonitorInstances: monitorInstances('MonitorInstances'),
  RebootInstances: rebootInstances(),
  RunInstances: runInstances(deps),
  StartInstances: startInstances(deps),
  StopInstances: stopInstances(deps),
  TerminateInstances: terminateInstances(deps),
  UnmonitorInstances: monitorInstances('UnmonitorInstances'),
});
