import type { ProtocolName, ServiceModel } from '../model/service-model.ts';
import type { Protocol, WireHttpRequest } from './protocol.ts';

export const protocolFor = (name: ProtocolName): Protocol => {
  throw new Error(`${name} comes next`);
};

/**
 * The protocol a request speaks. A service may be spoken to in several: older callers use awsQuery where the current
 * SDKs use awsJson or rpcv2Cbor.
 */
export const protocolOf = (request: WireHttpRequest, model?: ServiceModel): Protocol =>
  protocolFor(protocolNameOf(request, model));

const protocolNameOf = (request: WireHttpRequest, model?: ServiceModel): ProtocolName => {
  const { headers, query } = request;
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpcv2Cbor';
  const contentType = headers['content-type'] ?? '';
  const isRest = model?.protocol === 'restJson1' || model?.protocol === 'restXml';
  if (model !== undefined && isRest) return model.protocol;
  if (headers['x-amz-target'] !== undefined || contentType.startsWith('application/x-amz-json-')) {
    return contentType.startsWith('application/x-amz-json-1.0') ? 'awsJson1_0' : 'awsJson1_1';
  }
  if (contentType.startsWith('application/x-www-form-urlencoded') || /(?:^|&)Action=/.test(query)) {
    return model?.protocol === 'ec2Query' ? 'ec2Query' : 'awsQuery';
  }
  return model?.protocol ?? 'restJson1';
};
