import { AwsError } from '@gatehouse/core';
import { isStructure } from '../model/schema.ts';
import type { ProtocolName, ServiceModel } from '../model/service-model.ts';
import { type ErrorParts, errorParts } from './error-parts.ts';
import { EC2_STYLE, type FormStyle, QUERY_STYLE, readFormStructure } from './form-value.ts';
import { type FormNode, formParameter, readForm } from './form.ts';
import type { DecodeOptions, Protocol, WholeHttpResponse } from './protocol.ts';
import { missingMembers, missingMessage, type MissingMember } from './required-members.ts';
import { readOr, type Unreadable } from './unreadable.ts';
import { escapeText, writeXmlMember, writeXmlMembers, xmlAttributes } from './xml-writer.ts';

/** Smithy 2.0, "AWS query protocol". */
export const awsQuery: Protocol = {
  ...queryProtocol('awsQuery', QUERY_STYLE, {
    valueCode: 'MalformedInput',
    missing: (missing, code = 'ValidationError') => new AwsError(code, missingMessage(missing)),
  }),
  encodeOutput: (model, { name, output }, value, requestId) => {
    const result = isStructure(output)
      ? `<${name}Result${xmlAttributes({}, output, value)}>${writeXmlMembers(output, value)}</${name}Result>`
      : '';
    const metadata = `<ResponseMetadata>${requestIdElement('RequestId', requestId)}</ResponseMetadata>`;
    const body = `<${name}Response${xmlns(model)}>${result}${metadata}</${name}Response>`;
    return xmlResponse(200, body, requestId);
  },
  encodeError: (model, error, requestId) => {
    const parts = errorParts(model, error);
    const type = `<Type>${parts.fault}</Type>`;
    const body =
      `<ErrorResponse${xmlns(model)}><Error>${type}${codeAndMessage(parts.queryCode, parts.message)}` +
      `${errorMembers(parts)}</Error>${requestIdElement('RequestId', requestId)}</ErrorResponse>`;
    return xmlResponse(parts.status, body, requestId, error.headers);
  },
};

/** Smithy 2.0, "AWS EC2 query protocol". */
export const ec2Query: Protocol = {
  ...queryProtocol('ec2Query', EC2_STYLE, {
    valueCode: 'InvalidParameterValue',
    missing: (missing, code = 'MissingParameter') =>
      new AwsError(code, `The request must contain the parameter ${ec2Name(missing)}`),
  }),
  encodeOutput: (model, { name, output }, value, requestId) => {
    const members = isStructure(output) ? writeXmlMembers(output, value) : '';
    const attributes = isStructure(output) ? xmlAttributes({}, output, value) : '';
    const body = `<${name}Response${xmlns(model)}${attributes}>${requestIdElement('requestId', requestId)}${members}</${name}Response>`;
    return xmlResponse(200, body, requestId);
  },
  encodeError: (model, error, requestId) => {
    const parts = errorParts(model, error);
    const body =
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>` +
      `${codeAndMessage(parts.queryCode, parts.message)}${errorMembers(parts)}</Error></Errors>` +
      `${requestIdElement('RequestID', requestId)}</Response>`;
    return xmlResponse(parts.status, body, requestId, error.headers);
  },
};

interface Refusals {
  /** The code for a value of the wrong kind. */
  readonly valueCode: string;
  readonly missing: (missing: readonly MissingMember[], code: string | undefined) => AwsError;
}

function queryProtocol(
  name: ProtocolName,
  style: FormStyle,
  { valueCode, missing }: Refusals,
): Pick<Protocol, 'decodeInput' | 'name' | 'operationOf'> {
  // https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html names the code for what is no query string.
  const codeOf = ({ what }: Unreadable): string =>
    what === 'syntax' ? 'MalformedQueryString' : valueCode;
  return {
    name,
    operationOf: (model, request) => {
      const action = readOr(codeOf, () => formParameter(request, 'Action'));
      return action !== undefined && model.operations.has(action) ? action : undefined;
    },
    decodeInput: (_model, { input }, request, options) => {
      if (!isStructure(input)) return {};
      const value = readOr(codeOf, () =>
        readFormStructure(style, input, withPath(readForm(request), request.path, options)),
      );
      const absent = missingMembers(input, value);
      if (absent.length > 0) throw missing(absent, options?.validationCode);
      return value;
    },
  };
}

/** SQS is called at the URL of a queue, and early clients name the queue nowhere else. */
const withPath = (form: FormNode, path: string, { pathMember }: DecodeOptions = {}): FormNode => {
  if (pathMember === undefined || path === '/' || form.children?.has(pathMember) === true)
    return form;
  const named: FormNode = { value: path, children: undefined };
  return { ...form, children: new Map([...(form.children ?? []), [pathMember, named]]) };
};

const ec2Name = ([first]: readonly MissingMember[]): string =>
  first === undefined ? '' : EC2_STYLE.memberName(first.member);

const codeAndMessage = (code: string, message: string): string =>
  `<Code>${escapeText(code)}</Code><Message>${escapeText(message)}</Message>`;

const errorMembers = ({ members }: ErrorParts): string =>
  members
    .map(([member, value]) => writeXmlMember(member, value, member.traits.xmlName ?? member.name))
    .join('');

const requestIdElement = (name: string, requestId: string): string =>
  `<${name}>${escapeText(requestId)}</${name}>`;

const xmlns = (model: ServiceModel | undefined): string =>
  model === undefined || model.xmlNamespace === '' ? '' : ` xmlns="${model.xmlNamespace}"`;

const xmlResponse = (
  status: number,
  body: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): WholeHttpResponse => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, ...headers },
  body,
});
