import { parseArn } from '@gatehouse/core';
import { invalidParameter, qualifiersDiffer } from './errors.ts';
import type { FunctionRef, Scope } from './model.ts';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const QUALIFIER = /^(\$LATEST|[a-zA-Z0-9_-]{1,128})$/;
const LONGEST = 256;

/** A function as a caller names it. */
export interface NamedFunction {
  readonly ref: FunctionRef;
  readonly qualifier: string | undefined;
}

export const functionArn = ({ account, region }: Scope, name: string): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

export const functionRef = ({ account, region }: Scope, name: string): FunctionRef => ({
  account,
  region,
  name,
  arn: functionArn({ account, region }, name),
});

export const qualifiedArn = (
  { arn }: Pick<FunctionRef, 'arn'>,
  qualifier: string | undefined,
): string => (qualifier === undefined ? arn : `${arn}:${qualifier}`);

const isRegion = (part: string | undefined): part is string =>
  part !== undefined && /^[a-z]{2}(-gov)?-[a-z]+-\d$/.test(part);

const parts = (scope: Scope, text: string): NamedFunction | undefined => {
  const rest = (text.startsWith('arn:aws:lambda:') ? text.slice(15) : text).split(':');
  const region = isRegion(rest[0]) ? rest.shift() : undefined;
  const account = /^\d{12}$/.test(rest[0] ?? '') && rest.length > 1 ? rest.shift() : undefined;
  if (rest[0] === 'function' && rest.length > 1) rest.shift();
  const [name = '', qualifier, ...more] = rest;
  if (more.length > 0 || !NAME.test(name)) return undefined;
  if (qualifier !== undefined && !QUALIFIER.test(qualifier)) return undefined;
  const own = { account: account ?? scope.account, region: region ?? scope.region };
  return { ref: functionRef(own, name), qualifier };
};

/** A name, a part of an ARN or an ARN, each with or without a qualifier; undefined for what is none. */
export const parseFunction = (scope: Scope, text: string): NamedFunction | undefined =>
  text.length > LONGEST || (text.startsWith('arn:') && parseArn(text)?.service !== 'lambda')
    ? undefined
    : parts(scope, text);

/** The function that a request means, by its name and the qualifier beside it. */
export const namedFunction = (
  scope: Scope,
  text: string | undefined,
  qualifier?: string,
): NamedFunction => {
  const named = parseFunction(scope, text ?? '');
  if (named === undefined) throw invalidParameter(`Invalid function name: ${text ?? ''}`);
  if (named.ref.region !== scope.region)
    throw invalidParameter(
      `Functions from '${named.ref.region}' are not reachable in this region ('${scope.region}')`,
      404,
    );
  const given = qualifier === '' ? undefined : qualifier;
  if (given !== undefined && named.qualifier !== undefined && given !== named.qualifier)
    throw qualifiersDiffer();
  return { ref: named.ref, qualifier: given ?? named.qualifier };
};
