import type { DeletionRecord, Found, ResourceKind } from './kind.ts';
import { member, textAt, textsAt } from './members.ts';

const OWN = 'arn:{p}:ec2:{r}:{a}:';

const ec2 = (
  type: string,
  event: string,
  paths: readonly string[],
  arn: string,
  rest: Partial<ResourceKind> = {},
): ResourceKind => ({ type, service: 'ec2', events: [event], paths, arn, unique: true, ...rest });

/** What newer operations of EC2 wrap: `{DeleteNatGatewayRequest: {NatGatewayId}}`. */
const wrapped = (event: string, id: string): readonly string[] => [id, `${event}Request.${id}`];

/** Only what really goes: an instance may be protected against its termination while others of the call are not. */
const terminated = ({ request, response }: DeletionRecord): readonly Found[] => {
  const asked = textsAt(request, 'instancesSet.items[].instanceId');
  const answered = member(member(response, 'instancesSet'), 'items');
  if (!Array.isArray(answered)) return asked.map((id) => ({ id }));
  const going = new Set(['shutting-down', 'terminated']);
  return answered.flatMap((item: unknown) => {
    const id = textAt(item, 'instanceId');
    const state = textAt(item, 'currentState.name');
    return id !== undefined && (state === undefined || going.has(state)) ? [{ id }] : [];
  });
};

/** Several at once, and the answer names those that could not be deleted. */
const severalOf =
  (event: string, id: string) =>
  ({ request, response }: DeletionRecord): readonly Found[] => {
    const answer = member(response, `${event}Response`) ?? response;
    const failed = new Set([
      ...textsAt(answer, 'unsuccessful.item.resourceId'),
      ...textsAt(answer, 'unsuccessful.items.resourceId'),
    ]);
    const asked = [
      ...textsAt(request, `${event}Request.${id}.content`),
      ...textsAt(request, `${event}Request.${id}`),
    ];
    return [...new Set(asked)].filter((one) => !failed.has(one)).map((one) => ({ id: one }));
  };

/** Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2". */
export const EC2_KINDS: readonly ResourceKind[] = [
  ec2('AwsEc2Instance', 'TerminateInstances', [], `${OWN}instance/{id}`, { find: terminated }),
  ec2('AwsEc2Volume', 'DeleteVolume', ['volumeId'], `${OWN}volume/{id}`),
  ec2('Other', 'DeleteSnapshot', ['snapshotId'], 'arn:{p}:ec2:{r}::snapshot/{id}'),
  ec2('Other', 'DeregisterImage', ['imageId'], 'arn:{p}:ec2:{r}::image/{id}'),
  ec2('AwsEc2SecurityGroup', 'DeleteSecurityGroup', ['groupId'], `${OWN}security-group/{id}`),
  ec2('AwsEc2Vpc', 'DeleteVpc', ['vpcId'], `${OWN}vpc/{id}`),
  ec2('AwsEc2Subnet', 'DeleteSubnet', ['subnetId'], `${OWN}subnet/{id}`),
  ec2('AwsEc2NetworkAcl', 'DeleteNetworkAcl', ['networkAclId'], `${OWN}network-acl/{id}`),
  ec2(
    'AwsEc2NetworkInterface',
    'DeleteNetworkInterface',
    ['networkInterfaceId'],
    `${OWN}network-interface/{id}`,
  ),
  ec2('AwsEc2RouteTable', 'DeleteRouteTable', ['routeTableId'], `${OWN}route-table/{id}`),
  ec2('Other', 'DeleteInternetGateway', ['internetGatewayId'], `${OWN}internet-gateway/{id}`),
  ec2(
    'Other',
    'DeleteNatGateway',
    wrapped('DeleteNatGateway', 'NatGatewayId'),
    `${OWN}natgateway/{id}`,
  ),
  ec2('AwsEc2Eip', 'ReleaseAddress', ['allocationId'], `${OWN}elastic-ip/{id}`),
  ec2('Other', 'DeleteFlowLogs', [], `${OWN}vpc-flow-log/{id}`, {
    find: severalOf('DeleteFlowLogs', 'FlowLogId'),
  }),
  ec2(
    'AwsEc2TransitGateway',
    'DeleteTransitGateway',
    wrapped('DeleteTransitGateway', 'TransitGatewayId'),
    `${OWN}transit-gateway/{id}`,
  ),
  ec2(
    'AwsEc2VpcPeeringConnection',
    'DeleteVpcPeeringConnection',
    wrapped('DeleteVpcPeeringConnection', 'VpcPeeringConnectionId'),
    `${OWN}vpc-peering-connection/{id}`,
  ),
  ec2(
    'AwsEc2VpnConnection',
    'DeleteVpnConnection',
    ['vpnConnectionId'],
    `${OWN}vpn-connection/{id}`,
  ),
  ec2(
    'AwsEc2LaunchTemplate',
    'DeleteLaunchTemplate',
    wrapped('DeleteLaunchTemplate', 'LaunchTemplateId'),
    `${OWN}launch-template/{id}`,
    {
      // The call may name it only; the answer has its id.
      find: ({ request, response }) => {
        const answer = member(response, 'DeleteLaunchTemplateResponse') ?? response;
        const id =
          textAt(request, 'launchTemplateId') ??
          textAt(request, 'DeleteLaunchTemplateRequest.LaunchTemplateId') ??
          textAt(answer, 'launchTemplate.launchTemplateId');
        return id === undefined ? [] : [{ id }];
      },
    },
  ),
  ec2(
    'AwsEc2ClientVpnEndpoint',
    'DeleteClientVpnEndpoint',
    wrapped('DeleteClientVpnEndpoint', 'ClientVpnEndpointId'),
    `${OWN}client-vpn-endpoint/{id}`,
  ),
  ec2(
    'AwsEc2VpcEndpointService',
    'DeleteVpcEndpointServiceConfigurations',
    [],
    `${OWN}vpc-endpoint-service/{id}`,
    { find: severalOf('DeleteVpcEndpointServiceConfigurations', 'ServiceId') },
  ),
  ec2('Other', 'DeleteVpcEndpoints', [], `${OWN}vpc-endpoint/{id}`, {
    find: severalOf('DeleteVpcEndpoints', 'VpcEndpointId'),
  }),
  ec2('Other', 'DeleteKeyPair', ['keyPairId'], `${OWN}key-pair/{id}`),
];
