import type { AwsError } from '@gatehouse/core';
import type { OperationModel, ProtocolName, ServiceModel } from '../model/service-model.ts';

export interface WireHttpRequest {
  readonly method: string;
  /** As it came: not decoded, without the query. */
  readonly path: string;
  /** As it came, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer that is here in full. */
export interface WholeHttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface WireHttpResponse extends Omit<WholeHttpResponse, 'body'> {
  /** One that is no text and no bytes is sent while it is read. */
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

export interface DecodeOptions {
  /**
   * The code for a required member that is missing. Default: ValidationException; ValidationError in awsQuery,
   * MissingParameter in ec2Query.
   */
  readonly validationCode?: string;
  /** Unions may have no member or several: DynamoDB has its own words for that. Default: false. */
  readonly looseUnions?: boolean;
  /** The input member that a caller of awsQuery may leave to the path of the URL. */
  readonly pathMember?: string;
}

/** One AWS wire protocol, seen from the server. Knows shapes, never services. */
export interface Protocol {
  readonly name: ProtocolName;
  /** The operation that a request names, or undefined. */
  operationOf(model: ServiceModel, request: WireHttpRequest): string | undefined;
  /**
   * The input of the operation.
   * @throws AwsError with the protocol's own code for what cannot be read (SerializationException, MalformedInput, ...)
   * and for a required member that is missing.
   */
  decodeInput(
    model: ServiceModel,
    operation: OperationModel,
    request: WireHttpRequest,
    options?: DecodeOptions,
  ): unknown;
  encodeOutput(
    model: ServiceModel,
    operation: OperationModel,
    output: unknown,
    requestId: string,
  ): WireHttpResponse;
  /** `model` is undefined when the request failed before its service was known. */
  encodeError(
    model: ServiceModel | undefined,
    error: AwsError,
    requestId: string,
  ): WholeHttpResponse;
}
