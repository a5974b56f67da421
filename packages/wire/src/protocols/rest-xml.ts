import { createHash } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import { isStructure, type Member, type StructureSchema } from '../model/schema.ts';
import type { ServiceModel } from '../model/service-model.ts';
import { type ErrorParts, errorParts } from './error-parts.ts';
import type { Protocol } from './protocol.ts';
import {
  decodeRestInput,
  documentMembers,
  encodeRestOutput,
  errorHeaders,
  type RestFormat,
  restOperationOf,
} from './rest.ts';
import { Unreadable } from './unreadable.ts';
import { parseXml, type XmlElement } from './xml-reader.ts';
import { readXmlStructure } from './xml-value.ts';
import { escapeText, writeXmlMember, writeXmlMembers, xmlAttributes } from './xml-writer.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const FORMAT: RestFormat = {
  contentType: 'application/xml',
  bindingCode: 'InvalidArgument',
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  refuseBody: (cause) =>
    new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      { cause },
    ),
  readDocument: (schema, body) =>
    readXmlStructure(schema, rootNamed(body, schema.traits.xmlName ?? schema.name)),
  writeDocument: (model, schema, value) => DECLARATION + writeRoot(model, schema, value),
  readPayload: (member, body) => {
    const schema = payloadStructure(member);
    return readXmlStructure(schema, rootNamed(body, rootName(member, schema)));
  },
  writePayload: (model, member, value) => {
    const schema = payloadStructure(member);
    const name = rootName(member, schema);
    const xmlNamespace = member.traits.xmlNamespace ?? { prefix: '', uri: model.xmlNamespace };
    return (
      DECLARATION +
      writeXmlMember({ ...member, traits: { ...member.traits, xmlNamespace } }, value, name)
    );
  },
};

/** Smithy 2.0, "AWS restXml protocol". */
export const restXml: Protocol = {
  name: 'restXml',
  operationOf: restOperationOf,
  decodeInput: (_model, operation, request, options) =>
    decodeRestInput(FORMAT, operation, request, options),
  encodeOutput: (model, operation, output, requestId) => {
    const response = encodeRestOutput(FORMAT, model, operation, output);
    return { ...response, headers: { ...response.headers, ...requestIdHeader(model, requestId) } };
  },
  encodeError: (model, error, requestId) => {
    const parts = errorParts(model, error);
    const members = [
      ...documentMembers(parts).map(([member, value]) =>
        writeXmlMember(member, value, member.traits.xmlName ?? member.name),
      ),
      ...(model?.bareErrors ? freeMembers(error, parts) : []),
    ];
    const content = `<Code>${escapeText(parts.queryCode)}</Code><Message>${escapeText(parts.message)}</Message>${members.join('')}`;
    const id = `<RequestId>${escapeText(requestId)}</RequestId>`;
    const body = model?.bareErrors
      ? `<Error>${content}${id}<HostId>${hostId(requestId)}</HostId></Error>`
      : `<ErrorResponse${xmlns(model)}><Error><Type>${parts.fault}</Type>${content}</Error>${id}</ErrorResponse>`;
    return {
      status: parts.status,
      headers: {
        'content-type': FORMAT.contentType,
        ...errorHeaders(parts),
        ...requestIdHeader(model, requestId),
        ...error.headers,
      },
      body: DECLARATION + body,
    };
  },
};

/** What S3 adds to an error though no model says so: `BucketName`, `Key`, `ArgumentValue`. */
const freeMembers = (error: AwsError, { schema }: ErrorParts): readonly string[] =>
  Object.entries(error.members).flatMap(([name, value]) =>
    (typeof value === 'string' || typeof value === 'number') && schema?.byName.has(name) !== true
      ? [`<${name}>${escapeText(String(value))}</${name}>`]
      : [],
  );

/** The second id that S3 gives to a request; here it says no more than the first. */
const hostId = (requestId: string): string =>
  createHash('sha512').update(requestId).digest('base64');

const payloadStructure = ({ name, schema }: Member): StructureSchema => {
  if (!isStructure(schema)) throw new Error(`${name} is a payload that XML cannot carry`);
  return schema;
};

const rootName = ({ traits }: Member, schema: StructureSchema): string =>
  traits.xmlName ?? schema.traits.xmlName ?? schema.name;

const rootNamed = (body: Uint8Array, name: string): XmlElement => {
  const root = parseXml(body);
  if (root.name !== name) throw new Unreadable(`The document is no ${name}`);
  return root;
};

/**
 * The document of an output. One whose only member has the name of the document itself is that member: S3 answers
 * GetBucketLocation with `<LocationConstraint>eu-west-1</LocationConstraint>`.
 */
const writeRoot = (model: ServiceModel, schema: StructureSchema, value: unknown): string => {
  const name = schema.traits.xmlName ?? schema.name;
  const [only, ...others] = schema.members;
  const members = writeXmlMembers(schema, value);
  const isItsMember =
    others.length === 0 && only !== undefined && (only.traits.xmlName ?? only.name) === name;
  const content = isItsMember
    ? members.slice(members.indexOf('>') + 1, members.lastIndexOf('<'))
    : members;
  const isDefault = schema.traits.xmlNamespace?.prefix === '';
  const attributes = xmlAttributes(schema.traits, schema, value);
  return `<${name}${isDefault ? '' : xmlns(model)}${attributes}>${content}</${name}>`;
};

const xmlns = (model: ServiceModel | undefined): string =>
  model === undefined || model.xmlNamespace === '' ? '' : ` xmlns="${model.xmlNamespace}"`;

const requestIdHeader = (
  model: ServiceModel | undefined,
  requestId: string,
): Readonly<Record<string, string>> =>
  model?.bareErrors
    ? { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId) }
    : { 'x-amzn-requestid': requestId };
