/**
 * The shapes of an API, as the wire walks them: the SDK's own schemas, resolved once. A member carries the traits of
 * its position merged over those of the shape it names, because that is how Smithy defines them to apply
 * (Smithy 2.0, "Trait application").
 */
export type Schema = StructureSchema | ListSchema | MapSchema | SimpleSchema;

export interface StructureSchema {
  readonly kind: 'structure' | 'union';
  /** `CreateRoleRequest`. */
  readonly name: string;
  /** Absolute shape id: `com.amazonaws.iam#CreateRoleRequest`. */
  readonly id: string;
  readonly traits: Traits;
  readonly members: readonly Member[];
  /** The same members by the name the API gives them. */
  readonly byName: ReadonlyMap<string, Member>;
  /** The same members by `jsonName`, where one has it. */
  readonly byJsonName: ReadonlyMap<string, Member>;
  readonly bindings: HttpBindings;
  /** The member, if any, that is a stream of events rather than a value (Smithy 2.0, "event streams"). */
  readonly eventStream: Member | undefined;
  /** A number anywhere below may need more digits than a JavaScript number has. */
  readonly holdsBigNumbers: boolean;
}

export const isStructure = (schema: Schema): schema is StructureSchema =>
  schema.kind === 'structure' || schema.kind === 'union';

export interface ListSchema {
  readonly kind: 'list';
  readonly name: string;
  readonly traits: Traits;
  readonly item: Member;
}

export interface MapSchema {
  readonly kind: 'map';
  readonly name: string;
  readonly traits: Traits;
  readonly key: Member;
  readonly value: Member;
}

export type SimpleKind =
  | 'bigDecimal'
  | 'bigInteger'
  | 'blob'
  | 'boolean'
  | 'document'
  | 'number'
  | 'string'
  | 'timestamp'
  | 'unit';

export interface SimpleSchema {
  readonly kind: SimpleKind;
  readonly name: string;
  readonly traits: Traits;
}

export interface Member {
  readonly name: string;
  readonly schema: Schema;
  readonly traits: Traits;
  /** The model marks it `required`: a caller that leaves it out is told so. */
  readonly required: boolean;
}

/** Where the members of an input or output travel in HTTP (Smithy 2.0, "HTTP bindings"). */
export interface HttpBindings {
  readonly labels: ReadonlyMap<string, Member>;
  readonly query: readonly BoundMember[];
  readonly headers: readonly BoundMember[];
  /** `wireName` is the prefix, in lower case. */
  readonly prefixHeaders: readonly BoundMember[];
  readonly queryParams: Member | undefined;
  readonly payload: Member | undefined;
  readonly responseCode: Member | undefined;
  /** What is left for the document in the body, so that a body cannot set what the path or a header says. */
  readonly document: StructureSchema;
}

export interface BoundMember {
  readonly member: Member;
  /** Name of the query parameter, or of the header in lower case. */
  readonly wireName: string;
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The Smithy traits that change what is on the wire, named as Smithy names them. */
export interface Traits {
  readonly awsQueryError?: { readonly code: string; readonly status: number };
  readonly ec2QueryName?: string;
  readonly error?: 'client' | 'server';
  readonly httpError?: number;
  readonly httpHeader?: string;
  readonly httpLabel?: boolean;
  readonly httpPayload?: boolean;
  readonly httpPrefixHeaders?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: boolean;
  readonly httpResponseCode?: boolean;
  readonly idempotencyToken?: boolean;
  readonly jsonName?: string;
  readonly mediaType?: string;
  readonly sensitive?: boolean;
  readonly sparse?: boolean;
  readonly streaming?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly xmlAttribute?: boolean;
  readonly xmlFlattened?: boolean;
  readonly xmlName?: string;
  readonly xmlNamespace?: { readonly prefix: string; readonly uri: string };
}
