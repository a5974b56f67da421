import type { ProtocolName, ServiceModel } from '../model/service-model.ts';
import { awsJson } from './aws-json.ts';
import type { Protocol, WireHttpRequest } from './protocol.ts';
import { awsQuery, ec2Query } from './query.ts';
import { restJson1 } from './rest-json.ts';
import { restXml } from './rest-xml.ts';
import { rpcv2Cbor } from './rpcv2-cbor.ts';

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  awsJson1_0: awsJson('awsJson1_0'),
  awsJson1_1: awsJson('awsJson1_1'),
  awsQuery,
  ec2Query,
  restJson1,
  restXml,
  rpcv2Cbor,
};

export const protocolFor = (name: ProtocolName): Protocol => PROTOCOLS[name];

/**
 * The protocol a request speaks. A service may be spoken to in several: older callers use awsQuery where the current
 * SDKs use awsJson or rpcv2Cbor.
 */
export const protocolOf = (request: WireHttpRequest, model?: ServiceModel): Protocol =>
  protocolFor(protocolNameOf(request, model));

const protocolNameOf = (request: WireHttpRequest, model?: ServiceModel): ProtocolName => {
  const { headers, query } = request;
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpcv2Cbor';
  if (model?.protocol === 'restJson1' || model?.protocol === 'restXml') return model.protocol;
  const contentType = headers['content-type'] ?? '';
  if (headers['x-amz-target'] !== undefined || contentType.startsWith('application/x-amz-json-')) {
    return contentType.startsWith('application/x-amz-json-1.0') ? 'awsJson1_0' : 'awsJson1_1';
  }
  if (contentType.startsWith('application/x-www-form-urlencoded') || /(?:^|&)Action=/.test(query)) {
    return model?.protocol === 'ec2Query' ? 'ec2Query' : 'awsQuery';
  }
  return model?.protocol ?? 'restJson1';
};
