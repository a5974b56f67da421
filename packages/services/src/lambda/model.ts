import type { FunctionCode } from './runtime.ts';

/** Whose functions: every row is keyed by account and Region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface FunctionRef extends Scope {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
}

/** What a function has beside its versions. */
export interface LambdaFunction extends FunctionRef {
  /** Names what belongs to it; a function of the same name later has another id. */
  readonly id: string;
  readonly createdAt: Date;
  /** The highest number that was ever published. */
  readonly lastNumber: number;
  readonly reservedConcurrency: number | undefined;
}

export interface VpcSettings {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** Settings of a version, as they are stored. */
export interface Configuration {
  readonly role: string;
  readonly runtime: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly temporaryMegabytes: number;
  readonly tracing: 'Active' | 'PassThrough';
  readonly architecture: string;
  /** Empty: none. */
  readonly deadLetterArn: string;
  readonly kmsKeyArn: string;
  readonly vpc: VpcSettings | undefined;
  readonly logFormat: 'JSON' | 'Text';
  /** Undefined: `/aws/lambda/NAME`. */
  readonly logGroup: string | undefined;
  readonly applicationLogLevel: string | undefined;
  readonly systemLogLevel: string | undefined;
}

export interface StoredCode {
  readonly code: FunctionCode;
  readonly bytes: number;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

export const LATEST = '$LATEST';

export interface FunctionVersion extends FunctionRef {
  readonly functionId: string;
  /** 0 for `$LATEST`. */
  readonly number: number;
  readonly configuration: Configuration;
  readonly code: StoredCode;
  /** Sealed for `functionId`; undefined without variables. */
  readonly environment: Uint8Array | undefined;
  readonly revisionId: string;
  readonly modifiedAt: Date;
  /** When it can be invoked, and when its latest change is in effect. */
  readonly activeAt: Date;
  readonly changedAt: Date;
}

export interface Alias extends FunctionRef {
  readonly functionId: string;
  readonly alias: string;
  readonly number: number;
  readonly description: string;
  /** Another version that gets this share of the invocations. */
  readonly routing: { readonly number: number; readonly weight: number } | undefined;
  readonly revisionId: string;
}

/** What becomes of asynchronous invocations, for a function or one of its qualifiers. */
export interface EventInvokeConfig {
  readonly functionId: string;
  readonly qualifier: string;
  readonly maximumRetries: number | undefined;
  readonly maximumAgeSeconds: number | undefined;
  readonly onSuccess: string | undefined;
  readonly onFailure: string | undefined;
  readonly modifiedAt: Date;
}

/** An asynchronous invocation that is kept until it has come to its end. */
export interface KeptEvent {
  readonly id: string;
  readonly functionId: string;
  /** As it was invoked: a version, an alias or nothing. */
  readonly qualifier: string | undefined;
  readonly arn: string;
  readonly payload: Uint8Array;
  readonly acceptedAt: Date;
  /** How often the function ran for it. */
  readonly runs: number;
  /** How often it was put off because there was no room. */
  readonly delays: number;
  /** Sealed record of its end, once it only has to be told. */
  readonly outcome: Uint8Array | undefined;
}

export const versionName = (number: number): string => (number === 0 ? LATEST : String(number));

export const logGroupOf = ({ name, configuration }: FunctionVersion): string =>
  configuration.logGroup ?? `/aws/lambda/${name}`;
