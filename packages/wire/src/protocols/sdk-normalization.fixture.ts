import { NumericValue } from '@smithy/core/serde';
import { isStructure, type Member, type Schema } from '../model/schema.ts';
import type { ProtocolName } from '../model/service-model.ts';
import { isRecord } from './record.ts';

/**
 * A value in a form in which equal values are deeply equal, whatever class holds them. Absent and undefined are the
 * same to the SDK, and so are a text and its LazyJsonString.
 */
export const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  // A small whole number of CBOR is a number to the SDK, whatever the model says of its size.
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (!isRecord(value)) return value;
  if (value instanceof Date) return { time: value.toISOString() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof NumericValue) return { number: value.string };
  if (Object.prototype.toString.call(value) === '[object String]') {
    // oxlint-disable-next-line typescript/no-base-to-string -- a LazyJsonString is a String
    return String(value);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, canonical(item)]),
  );
};

/** What a protocol cannot say: `dropped` tells of a value that leaves no trace when the SDK writes it. */
interface Silence {
  /** A list whose elements all leave no trace leaves none either, unlike one without elements. */
  readonly dropsHollowLists: boolean;
  dropped(member: Member, value: unknown): boolean;
}

/** The S3 client makes this one itself, from the Expires header. */
export const isMadeFromExpires = ({ name }: Pick<Member, 'name'>): boolean =>
  name === 'ExpiresString';

const NOTHING: Silence = { dropsHollowLists: false, dropped: () => false };

const isEmpty = (value: unknown): boolean =>
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && !isSimpleObject(value) && Object.keys(value).length === 0);

const isSimpleObject = (value: object): boolean =>
  value instanceof Date || value instanceof Uint8Array || value instanceof NumericValue;

// A structure, union or map without members has no parameter of its own. An empty list has one in awsQuery.
const QUERY: Silence = {
  dropsHollowLists: true,
  dropped: ({ schema }, value) => schema.kind !== 'list' && isEmpty(value),
};
const EC2: Silence = { dropsHollowLists: false, dropped: (_, value) => isEmpty(value) };
// A flattened list or map is nothing but its elements.
const XML: Silence = {
  dropsHollowLists: false,
  dropped: ({ traits }, value) => traits.xmlFlattened === true && isEmpty(value),
};

export const inputSilence = (protocol: ProtocolName): Silence => {
  switch (protocol) {
    case 'awsQuery':
      return QUERY;
    case 'ec2Query':
      return EC2;
    case 'restXml':
      return XML;
    default:
      return NOTHING;
  }
};

export const outputSilence = (protocol: ProtocolName): Silence =>
  protocol === 'awsQuery' || protocol === 'ec2Query' || protocol === 'restXml' ? XML : NOTHING;

/** The value without what leaves no trace, innermost first. */
export const audible = (schema: Schema, value: unknown, silence: Silence): unknown => {
  if (isStructure(schema) && isRecord(value)) {
    const kept: Record<string, unknown> = {};
    for (const member of schema.members) {
      const item = audible(member.schema, value[member.name], silence);
      if (item !== undefined && !silence.dropped(member, item)) kept[member.name] = item;
    }
    return kept;
  }
  if (schema.kind === 'list' && Array.isArray(value)) {
    const kept = value
      .map((item) => audible(schema.item.schema, item, silence))
      .filter((item) => item !== undefined && !silence.dropped(schema.item, item));
    return silence.dropsHollowLists && kept.length === 0 && value.length > 0 ? undefined : kept;
  }
  if (schema.kind === 'map' && isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, audible(schema.value.schema, item, silence)] as const)
        .filter(([, item]) => item !== undefined && !silence.dropped(schema.value, item)),
    );
  }
  return value;
};

/** Bindings that say nothing when they are empty: lists in headers and queries, maps of prefixed headers. */
export const withoutEmptyBindings = (schema: Schema, value: unknown): unknown => {
  if (!isStructure(schema) || !isRecord(value)) return value;
  const { headers, query, prefixHeaders, payload, queryParams } = schema.bindings;
  const bound = new Set([...headers, ...query, ...prefixHeaders].map(({ member }) => member.name));
  if (queryParams !== undefined) bound.add(queryParams.name);
  // A blob or text of no bytes as the whole body is a body that is not there.
  if (payload !== undefined && !payload.required && !isStructure(payload.schema))
    bound.add(payload.name);
  return Object.fromEntries(
    Object.entries(withoutInherited(value, queryParams)).filter(
      ([name, item]) => !bound.has(name) || !(isEmpty(item) || isNoText(name, item, payload)),
    ),
  );
};

// The SDK leaves out a parameter that has the name of something every object inherits.
const withoutInherited = (
  value: Readonly<Record<string, unknown>>,
  queryParams: Member | undefined,
): Readonly<Record<string, unknown>> => {
  const parameters = queryParams === undefined ? undefined : value[queryParams.name];
  if (queryParams === undefined || !isRecord(parameters)) return value;
  const kept = Object.entries(parameters).filter(([name]) => !(name in Object.prototype));
  return { ...value, [queryParams.name]: Object.fromEntries(kept) };
};

const isNoText = (name: string, item: unknown, payload: Member | undefined): boolean =>
  name === payload?.name && (item === '' || (item instanceof Uint8Array && item.length === 0));

/**
 * What the SDK adds on its own: idempotency tokens anywhere, and the headers that describe the body it has made.
 * Removed from what arrived when it was not in what was sent.
 */
export const withoutAdditions = (
  serviceId: string,
  schema: Schema,
  sent: unknown,
  arrived: unknown,
): unknown => {
  if (isStructure(schema) && isRecord(arrived)) {
    const before = isRecord(sent) ? sent : {};
    return Object.fromEntries(
      Object.entries(arrived)
        .filter(([name, item]) => {
          const member = schema.byName.get(name);
          if (before[name] !== undefined || member === undefined) return true;
          // A restJson body that is not there is sent as an empty object.
          if (member.traits.httpPayload && isEmpty(item)) return false;
          return !isAddition(serviceId, member);
        })
        .map(([name, item]) => {
          const member = schema.byName.get(name);
          return [
            name,
            member === undefined
              ? item
              : withoutAdditions(serviceId, member.schema, before[name], item),
          ];
        }),
    );
  }
  if (schema.kind === 'list' && Array.isArray(arrived)) {
    return arrived.map((item, index) =>
      withoutAdditions(
        serviceId,
        schema.item.schema,
        Array.isArray(sent) ? sent[index] : undefined,
        item,
      ),
    );
  }
  return arrived;
};

const isAddition = (serviceId: string, member: Member): boolean => {
  const { traits } = member;
  if (traits.idempotencyToken || isRewritten(serviceId, member)) return true;
  const header = traits.httpHeader?.toLowerCase() ?? '';
  return DESCRIBES_BODY.has(header) || header.startsWith('x-amz-checksum-');
};

const DESCRIBES_BODY: ReadonlySet<string> = new Set([
  'content-length',
  'content-md5',
  'content-type',
  'x-amz-sdk-checksum-algorithm',
]);

/** Inputs that an SDK client rewrites before its protocol sees them. */
export const isRewritten = (serviceId: string, { name }: Member): boolean => {
  switch (serviceId) {
    case 'S3':
      // The client sends a customer's key in base64 together with its digest.
      return name.startsWith('SSECustomerKey') || name.startsWith('CopySourceSSECustomerKey');
    case 'EC2':
      // The client signs a URL of its own for CopySnapshot.
      return name === 'PresignedUrl' || name === 'DestinationRegion';
    case 'SQS':
      // In awsQuery it has the same parameter as AttributeNames.
      return name === 'MessageSystemAttributeNames';
    default:
      return false;
  }
};

/** Values that an SDK client takes only some of: it checks names before it sends, and a success is 2xx. */
export const restricted = (serviceId: string, { name, traits }: Member): unknown => {
  if (traits.httpResponseCode) return 203;
  // The SDK makes a host name of it before it sends anything.
  if (serviceId === 'EventBridge' && name === 'EndpointId') return 'abcde.veo';
  if (serviceId !== 'S3') return undefined;
  if (traits.httpHeader === 'x-amz-sdk-checksum-algorithm') return 'CRC32';
  // No text at all stands for us-east-1, which the SDK answers as undefined.
  if (name === 'LocationConstraint') return 'eu-west-1';
  if (name === 'Bucket' && traits.httpLabel) return 'a-bucket';
  return name === 'RequestRoute' ? 'a-route' : undefined;
};

/** In errors, the SDK's XML reader makes a list, empty or of nothing, of one that is not there. */
export const withAbsentLists = (schema: Schema, value: unknown): unknown => {
  if (!isStructure(schema) || !isRecord(value)) return value;
  const lists = schema.members.filter((member) => member.schema.kind === 'list');
  return {
    ...Object.fromEntries(
      lists.map(({ name, traits }) => [name, traits.xmlFlattened ? [undefined] : []]),
    ),
    ...value,
  };
};

/** The SDK answers null for a payload of restJson that is not there, and {} for prefixed headers that are not. */
export const withoutInventions = (schema: Schema, value: unknown): unknown =>
  isRecord(value)
    ? withoutEmptyBindings(
        schema,
        Object.fromEntries(
          Object.entries(value).filter(
            ([name, item]) => item !== null && !isMadeFromExpires({ name }),
          ),
        ),
      )
    : value;
