import type {
  InstanceMetadataOptionsRequest,
  InstanceMetadataOptionsResponse,
} from '@aws-sdk/client-ec2';
import { invalidValue } from '../errors.ts';

const MOST_HOPS = 64;

const oneOf = (name: string, value: string | undefined, values: readonly string[]): void => {
  if (value !== undefined && !values.includes(value))
    throw invalidValue(`Value (${value}) for parameter ${name} is invalid.`);
};

/** Options of the instance metadata service after a request, on top of those before it. */
export const metadataOptions = (
  before: InstanceMetadataOptionsResponse,
  wish: InstanceMetadataOptionsRequest | undefined,
): InstanceMetadataOptionsResponse => {
  const { HttpTokens, HttpEndpoint, HttpProtocolIpv6, InstanceMetadataTags } = wish ?? {};
  const hops = wish?.HttpPutResponseHopLimit;
  oneOf('HttpTokens', HttpTokens, ['optional', 'required']);
  for (const [name, value] of Object.entries({
    HttpEndpoint,
    HttpProtocolIpv6,
    InstanceMetadataTags,
  }))
    oneOf(name, value, ['enabled', 'disabled']);
  if (hops !== undefined && (hops < 1 || hops > MOST_HOPS))
    throw invalidValue(
      `Value (${hops}) for parameter HttpPutResponseHopLimit is invalid. Must be between 1 and ${MOST_HOPS}.`,
    );
  return {
    State: 'applied',
    HttpTokens: HttpTokens ?? before.HttpTokens ?? 'optional',
    HttpPutResponseHopLimit: hops ?? before.HttpPutResponseHopLimit ?? 1,
    HttpEndpoint: HttpEndpoint ?? before.HttpEndpoint ?? 'enabled',
    HttpProtocolIpv6: HttpProtocolIpv6 ?? before.HttpProtocolIpv6 ?? 'disabled',
    InstanceMetadataTags: InstanceMetadataTags ?? before.InstanceMetadataTags ?? 'disabled',
  };
};
