import type { Parameter as ShownParameter } from '@aws-sdk/client-ssm';
import type { Call } from '@gatehouse/service-kit';
import { labelNotFound, versionNotFound } from './errors.ts';
import type { Parameter, Version } from './model.ts';
import type { NamedRef } from './names.ts';
import type { SsmParts } from './parts.ts';
import { labels } from './repositories/labels.ts';
import { versions } from './repositories/versions.ts';
import { shownParameter } from './views.ts';

const NUMBER = /^[0-9]{1,15}$/;

/** The version that a selector means; none means the newest. */
export const selectedVersion = async (
  call: Call,
  parameter: Parameter,
  selector: string | undefined,
): Promise<Version> => {
  const { id, name, latest } = parameter;
  if (selector === undefined) return latest;
  const isNumber = NUMBER.test(selector);
  const number = isNumber ? Number(selector) : await labels.version(call.tx, id, selector);
  if (number === undefined) throw labelNotFound(selector, name);
  if (number === latest.version) return latest;
  const found = await versions.find(call.tx, id, number);
  if (found === undefined) throw versionNotFound(number, name);
  return found;
};

/** A parameter's value as the request selects it, decrypted as the caller where he asks for it. */
export const readParameter = async (
  parts: SsmParts,
  call: Call,
  parameter: Parameter,
  { shown, selector }: NamedRef,
  decrypts: boolean,
): Promise<ShownParameter> => {
  const version = await selectedVersion(call, parameter, selector);
  return shownParameter(parts, call, parameter, version, { name: shown, selector, decrypts });
};
