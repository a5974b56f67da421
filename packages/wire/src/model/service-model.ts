import type { HttpTrait, PathTemplate } from './path-template.ts';
import type { Schema, StructureSchema } from './schema.ts';

export type ProtocolName =
  | 'awsJson1_0'
  | 'awsJson1_1'
  | 'awsQuery'
  | 'ec2Query'
  | 'restJson1'
  | 'restXml'
  | 'rpcv2Cbor';

export interface OperationModel {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  readonly http?: HttpTrait;
  /** Of the `http` trait. */
  readonly path?: PathTemplate;
}

/** One AWS API: what its client package says about names, versions, protocol, operations and errors. */
export interface ServiceModel {
  /** `STS`, `CloudWatch Logs`. */
  readonly serviceId: string;
  /** The service in a SigV4 credential scope: `sts`, `monitoring`. */
  readonly signingName: string;
  /** The first label of its host name: `sts`, `access-analyzer`, `monitoring`. */
  readonly endpointPrefix: string;
  /** What precedes the dot in `X-Amz-Target`; also the service in an rpcv2Cbor path. */
  readonly targetPrefix: string;
  /** API version, the `Version` parameter of the query protocols: `2011-06-15`. */
  readonly version: string;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** The protocol that its current SDKs speak. Older callers may speak another one: see `protocolOf`. */
  readonly protocol: ProtocolName;
  /** It once spoke awsQuery, so JSON and CBOR errors also carry the old code in `x-amzn-query-error`. */
  readonly awsQueryCompatible: boolean;
  /** Errors are a bare `<Error>` document and the request id is `x-amz-request-id`, as S3 alone has it. */
  readonly bareErrors: boolean;
  readonly errors: readonly StructureSchema[];
  /** The shape of a modelled error, by its code on the wire or by the name of its shape. */
  errorOf(code: string): StructureSchema | undefined;
}
