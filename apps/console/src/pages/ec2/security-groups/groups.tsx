import type { DescribeSecurityGroupsResult, SecurityGroup } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { vpcs } from '../shared/sources.ts';

export const GROUPS: Kind<Json<SecurityGroup>, DescribeSecurityGroupsResult> = {
  path: 'security-groups',
  title: 'Security groups',
  one: 'security group',
  description: 'What may reach an instance, and what it may reach.',
  empty: 'No security groups',
  operation: 'DescribeSecurityGroups',
  pick: ({ SecurityGroups }) => SecurityGroups,
  idMember: 'GroupIds',
  idOf: ({ GroupId = '' }) => GroupId,
  tagsOf: ({ Tags }) => Tags,
  type: 'security-group',
  columns: [
    column('group', 'Group name', ({ GroupName }) => GroupName),
    {
      id: 'vpc',
      header: 'VPC',
      cell: ({ VpcId }) => <IdLink id={VpcId} />,
      text: ({ VpcId }) => VpcId,
    },
    column('description', 'Description', ({ Description }) => Description),
  ],
  filters: [
    ['group-name', 'Group name'],
    ['vpc-id', 'VPC ID'],
    ['ip-permission.cidr', 'Source CIDR'],
  ],
  facts: (group) => [
    ['Group name', group.GroupName],
    ['Description', group.Description],
    ['VPC', <IdLink key="vpc" id={group.VpcId} />],
    ['Owner', group.OwnerId],
  ],
  create: {
    label: 'Create security group',
    fields: [
      { id: 'name', label: 'Group name' },
      { id: 'description', label: 'Description' },
      { id: 'vpc', label: 'VPC', source: vpcs },
    ],
    act: (aws, { name, description, vpc }) =>
      aws.call('ec2', 'CreateSecurityGroup', {
        GroupName: name,
        Description: description,
        VpcId: vpc,
      }),
  },
  remove: {
    label: 'Delete security group',
    text: 'A group goes when no network interface and no other group uses it.',
    act: (aws, { GroupId }) => aws.call('ec2', 'DeleteSecurityGroup', { GroupId }),
  },
};
