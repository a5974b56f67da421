import type {
  AttachInternetGatewayRequest,
  CreateInternetGatewayRequest,
  DeleteInternetGatewayRequest,
  DescribeInternetGatewaysRequest,
  DetachInternetGatewayRequest,
  InternetGateway,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Tags } from '@gatehouse/service-kit';
import { authorizeAll, authorized, authorizeNew, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { dependencyViolation } from '../errors.ts';
import type { Resource } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { settleNetwork, showNetwork } from './default-network.ts';
import { add } from './new-network.ts';

/** AWS calls the attachment `available`, which the API's model does not list. */
interface ShownGateway extends Omit<InternetGateway, 'Attachments'> {
  readonly Attachments: readonly { readonly VpcId: string; readonly State: 'available' }[];
}

const shownGateway = (
  { id, account, vpc }: Resource<'internet-gateway'>,
  tags: Tags,
): ShownGateway => ({
  InternetGatewayId: id,
  OwnerId: account,
  Attachments: vpc === undefined ? [] : [{ VpcId: vpc, State: 'available' }],
  Tags: shownTags(tags),
});

const GATEWAYS: Description<'internet-gateway', ShownGateway> = {
  kind: 'internet-gateway',
  filters: {
    'attachment.state': ({ Attachments }) => Attachments.map(({ State }) => State),
    'attachment.vpc-id': ({ Attachments }) => Attachments.map(({ VpcId }) => VpcId),
    'internet-gateway-id': ({ InternetGatewayId }) => InternetGatewayId,
    'owner-id': ({ OwnerId }) => OwnerId,
  },
  show: (_call, rows, tags) => rows.map((row) => shownGateway(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html */
export const describeInternetGateways = (deps: Ec2Deps) =>
  shows<DescribeInternetGatewaysRequest, { InternetGateways: ShownGateway[]; NextToken?: string }>(
    {},
    async (input, call) => {
      await authorizeAll(call, 'DescribeInternetGateways');
      await showNetwork(deps, call);
      const ids = input.InternetGatewayIds;
      const { shown, next } = await described(deps.pages, call, GATEWAYS, input, ids);
      return { InternetGateways: [...shown], ...next };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html */
export const createInternetGateway = ({ ids }: Ec2Deps) =>
  changes<CreateInternetGatewayRequest, { InternetGateway: ShownGateway }>(
    {},
    async (input, call) => {
      const { tx, account, now } = call;
      await settleNetwork({ ids }, call);
      const tags = specifiedTags(input.TagSpecifications, 'internet-gateway')('internet-gateway');
      await authorizeNew(call, 'CreateInternetGateway', 'internet-gateway', tags);
      const ground = { tx, ids, account, region: call.region, now };
      const gateway = await add(ground, 'internet-gateway', {});
      await putTags(tx, gateway, tags);
      touch(call, 'internet-gateway', gateway.id);
      return { InternetGateway: shownGateway(gateway, tags) };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteInternetGateway.html */
export const deleteInternetGateway = ({ ids }: Ec2Deps) =>
  changes<DeleteInternetGatewayRequest, void>({}, async ({ InternetGatewayId = '' }, call) => {
    await settleNetwork({ ids }, call);
    const operation = 'DeleteInternetGateway';
    const gateway = await authorized(call, operation, 'internet-gateway', InternetGatewayId);
    if (gateway.vpc !== undefined)
      throw dependencyViolation(
        `The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`,
      );
    await removeWithTags(call.tx, gateway);
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html */
export const attachInternetGateway = ({ ids }: Ec2Deps) =>
  changes<AttachInternetGatewayRequest, void>({}, async (input, call) => {
    const { tx } = call;
    await settleNetwork({ ids }, call);
    const operation = 'AttachInternetGateway';
    const id = input.InternetGatewayId ?? '';
    const gateway = await authorized(call, operation, 'internet-gateway', id);
    const vpc = await authorized(call, operation, 'vpc', input.VpcId ?? '');
    if (gateway.vpc !== undefined)
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${gateway.id} is already attached to network ${gateway.vpc}`,
      );
    if ((await resources.inVpc(tx, call, 'internet-gateway', vpc.id)).length > 0)
      throw new AwsError(
        'InvalidParameterValue',
        `Network ${vpc.id} already has an internet gateway attached`,
      );
    await resources.save(tx, { ...gateway, vpc: vpc.id, details: { vpc: vpc.id } });
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html */
export const detachInternetGateway = ({ ids }: Ec2Deps) =>
  changes<DetachInternetGatewayRequest, void>({}, async (input, call) => {
    const { tx } = call;
    await settleNetwork({ ids }, call);
    const operation = 'DetachInternetGateway';
    const id = input.InternetGatewayId ?? '';
    const gateway = await authorized(call, operation, 'internet-gateway', id);
    const vpc = await authorized(call, operation, 'vpc', input.VpcId ?? '');
    if (gateway.vpc !== vpc.id)
      throw new AwsError(
        'Gateway.NotAttached',
        `resource ${gateway.id} is not attached to network ${vpc.id}`,
      );
    const interfaces = await resources.inVpc(tx, call, 'network-interface', vpc.id);
    if (interfaces.some(({ details }) => details.association !== undefined))
      throw dependencyViolation(
        `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    await resources.save(tx, { ...gateway, vpc: undefined, details: {} });
  });
