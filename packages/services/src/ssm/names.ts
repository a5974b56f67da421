import { parseArn } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import {
  arnInvalid,
  nameInvalid,
  nameIsAwss,
  nameNotQualified,
  nameReserved,
  nameTooLong,
  parameterNotFound,
  pathInvalid,
  tooManyLevels,
} from './errors.ts';
import type { ParameterRef, Scope } from './model.ts';

export const NAME = { Name: { minLength: 1, maxLength: 2048 } } as const;

type Place = Pick<Call, 'account' | 'partition' | 'region'>;

const PLAIN = /^\/?[A-Za-z0-9_.-]+$/;
const PATH = /^(?:\/[A-Za-z0-9_.-]+){2,}$/;
const HIERARCHY = /^\/(?:[A-Za-z0-9_.-]+\/)*(?:[A-Za-z0-9_.-]+)?$/;
const UNQUALIFIED = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)+$/;
const RESERVED = /^\/?(aws|ssm)/i;
const ACCOUNT = /^[0-9]{12}$/;
const RESOURCE = 'parameter/';
const MOST_LEVELS = 15;
const LONGEST_ARN = 1011;

export const keyOf = (name: string): string => (name.startsWith('/') ? name.slice(1) : name);

export const refOf = (
  { account, region }: Scope,
  key: string,
  partition = 'aws',
): ParameterRef => ({
  account,
  region,
  key,
  arn: `arn:${partition}:ssm:${region}:${account}:${RESOURCE}${key}`,
});

/** The path that a parameter is in, without slashes at its ends; '' for one in no hierarchy. */
export const parentOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')));

/** A parameter as a request names it. */
export interface NamedRef {
  readonly ref: ParameterRef;
  /** As answers name it; undefined: as it was created. */
  readonly shown: string | undefined;
  /** As errors name it. */
  readonly given: string;
  /** Version number or label after the colon. */
  readonly selector: string | undefined;
}

const checked = (name: string): string => {
  if (!PLAIN.test(name) && !PATH.test(name)) throw nameInvalid();
  return keyOf(name);
};

/** For operations that take a name only, neither ARN nor selector. */
export const ownRef = (call: Place, given: string | undefined): NamedRef => {
  const name = (given ?? '').trim();
  return {
    ref: refOf(call, checked(name), call.partition),
    shown: name,
    given: name,
    selector: undefined,
  };
};

const split = (text: string): readonly [name: string, selector: string | undefined] => {
  const [name = '', selector, ...more] = text.split(':');
  if (more.length > 0 || selector === '') throw parameterNotFound(text);
  return [name, selector];
};

const byArn = (call: Place, given: string): NamedRef => {
  const arn = parseArn(given);
  if (
    arn === undefined ||
    arn.service !== 'ssm' ||
    arn.region !== call.region ||
    !ACCOUNT.test(arn.account) ||
    !arn.resource.startsWith(RESOURCE)
  )
    throw arnInvalid(given);
  const [rest, selector] = split(arn.resource.slice(RESOURCE.length));
  const key = checked(`/${rest}`);
  const ref = refOf({ account: arn.account, region: arn.region }, key, call.partition);
  return { ref, shown: undefined, given, selector };
};

/** For operations that read: a name or an ARN, with a selector where one may be. */
export const readRef = (call: Place, text: string | undefined): NamedRef => {
  const given = (text ?? '').trim();
  if (given.startsWith('arn:')) return byArn(call, given);
  const [name, selector] = split(given);
  return { ref: refOf(call, checked(name), call.partition), shown: name, given, selector };
};

/** Whether a parameter may be created so; what is there was. */
export const requireName = (call: Place, given: string): void => {
  const name = given.trim();
  if (UNQUALIFIED.test(name)) throw nameNotQualified();
  const prefix = RESERVED.exec(name)?.[1]?.toLowerCase();
  const isPath = name.split('/').length > 2;
  if (prefix === 'aws' && isPath) throw nameIsAwss(name);
  if (prefix !== undefined) throw isPath ? nameInvalid() : nameReserved();
  const key = checked(name);
  if (key.split('/').length > MOST_LEVELS) throw tooManyLevels();
  const { arn } = refOf(call, key, call.partition);
  if (arn.length > LONGEST_ARN) throw nameTooLong(LONGEST_ARN - (arn.length - key.length));
};

/** The path of a hierarchy without slashes at its ends. */
export const checkedPath = (path: string): string => {
  const trimmed = path.trim();
  if (!HIERARCHY.test(trimmed)) throw pathInvalid();
  return trimmed.replace(/^\//, '').replace(/\/$/, '');
};
