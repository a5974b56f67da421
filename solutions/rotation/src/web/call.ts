import type { Outbound, OutboundRequest } from '@gatehouse/core';
import { RotationFailure } from '../frame/errors.ts';
import {
  type Fields,
  memberOf,
  optionalFields,
  optionalText,
  requiredText,
} from '../frame/json-secret.ts';
import { filled, filledJson, type Values } from './placeholders.ts';

const TIMEOUT_MILLISECONDS = 20_000;
const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** One request of a token API, as the secret describes it. */
export interface Call {
  readonly method: (typeof METHODS)[number];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly form: Readonly<Record<string, string>> | undefined;
  /** Statuses that mean success. */
  readonly isExpected: (status: number) => boolean;
  /** Member of the secret → path in the answer. */
  readonly answer: Readonly<Record<string, string>>;
}

const textsOf = (fields: Fields, name: string, whose: string): Record<string, string> => {
  const found = optionalFields(fields, name, whose) ?? {};
  return Object.fromEntries(
    Object.keys(found).map((key) => [key, requiredText(found, key, `"${name}" of ${whose}`)]),
  );
};

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const expectedOf = (
  fields: Fields,
  more: readonly number[],
  whose: string,
): ((status: number) => boolean) => {
  const given = memberOf(fields, 'status');
  if (given === undefined) return (status) => isSuccess(status) || more.includes(status);
  if (!Array.isArray(given) || !given.every((one) => Number.isInteger(one)))
    throw new RotationFailure(`"status" of ${whose} is a list of numbers`);
  return (status) => given.includes(status);
};

/** Reads a description. `alsoExpected` are statuses beside 2xx that count as success when none are given. @throws RotationFailure */
export const callOf = (
  fields: Fields,
  whose: string,
  alsoExpected: readonly number[] = [],
): Call => {
  const text = optionalText(fields, 'method', whose) ?? 'GET';
  const method = METHODS.find((one) => one === text);
  if (method === undefined)
    throw new RotationFailure(`"method" of ${whose} is one of ${METHODS.join(', ')}`);
  return {
    method,
    url: requiredText(fields, 'url', whose),
    headers: textsOf(fields, 'headers', whose),
    json: memberOf(fields, 'json'),
    form:
      optionalFields(fields, 'form', whose) === undefined
        ? undefined
        : textsOf(fields, 'form', whose),
    isExpected: expectedOf(fields, alsoExpected, whose),
    answer: textsOf(fields, 'answer', whose),
  };
};

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The address, whose host no value can change. @throws RotationFailure */
export const addressOf = ({ url }: Call, values: Values): URL => {
  const text = filled(url, values, encodeURIComponent);
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined) throw new RotationFailure('A URL of the description is not valid');
  if (address.username !== '' || address.password !== '')
    throw new RotationFailure('A URL of the description holds a user or password');
  if (
    address.protocol !== 'https:' &&
    !(address.protocol === 'http:' && LOOPBACK.test(address.hostname))
  )
    throw new RotationFailure(`${address.host} is asked by https only`);
  return address;
};

const headersOf = (call: Call, values: Values): Record<string, string> => {
  const headers = new Map<string, string>([
    ['accept', 'application/json'],
    ['user-agent', 'gatehouse-rotation'],
  ]);
  if (call.json !== undefined) headers.set('content-type', 'application/json');
  else if (call.form !== undefined)
    headers.set('content-type', 'application/x-www-form-urlencoded');
  for (const [name, template] of Object.entries(call.headers)) {
    const value = filled(template, values);
    // Node's own refusal would quote the value.
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || !/^[ -~\t]*$/.test(value))
      throw new RotationFailure('A header of the description is not valid');
    headers.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(headers);
};

const bodyOf = (call: Call, values: Values): string | undefined => {
  if (call.json !== undefined) return JSON.stringify(filledJson(call.json, values));
  if (call.form === undefined) return undefined;
  const form = new URLSearchParams();
  for (const [name, template] of Object.entries(call.form))
    form.append(name, filled(template, values));
  return form.toString();
};

/** Sends a request and answers the body. Nothing of request or answer but host and status is in what is thrown. @throws RotationFailure */
export const send = async (outbound: Outbound, call: Call, values: Values): Promise<string> => {
  const address = addressOf(call, values);
  const body = bodyOf(call, values);
  const request: OutboundRequest = {
    method: call.method,
    url: address.href,
    headers: headersOf(call, values),
    ...(body === undefined ? {} : { body }),
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
  };
  const response = await outbound.send(request).catch((error: unknown) => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new RotationFailure(`${call.method} ${address.host} was not answered: ${why}`);
  });
  if (!call.isExpected(response.status))
    throw new RotationFailure(`${call.method} ${address.host} answered ${response.status}`);
  return response.body;
};
