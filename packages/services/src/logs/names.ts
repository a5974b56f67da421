import { parseArn } from '@gatehouse/core';
import { arnNotGroup, eitherNameOrArn, groupNameRequired } from './errors.ts';
import type { GroupRef, Scope } from './model.ts';

export const GROUP_NAME = '[\\.\\-_/#A-Za-z0-9]+';
const NAME = new RegExp(`^${GROUP_NAME}$`);
const LONGEST_NAME = 512;
const PREFIX = 'log-group:';

export const groupArn = ({ account, region }: Scope, name: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;

export const groupRef = ({ account, region }: Scope, name: string): GroupRef => ({
  account,
  region,
  name,
  arn: groupArn({ account, region }, name),
});

/** The group that an ARN names, with or without `:*` at its end; undefined when it names none. */
export const groupOfArn = (arn: string): GroupRef | undefined => {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'logs' || !parsed.resource.startsWith(PREFIX)) return undefined;
  const name = parsed.resource.slice(PREFIX.length).replace(/:\*$/, '');
  if (name.length > LONGEST_NAME || !NAME.test(name)) return undefined;
  return groupRef(parsed, name);
};

interface Named {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

/** The group of a request that names it by name, or by an identifier which is a name or an ARN. */
export const groupOfRequest = (
  scope: Scope,
  { logGroupName, logGroupIdentifier }: Named,
): GroupRef => {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) throw eitherNameOrArn();
  if (logGroupName !== undefined) return groupRef(scope, logGroupName);
  if (logGroupIdentifier === undefined) throw groupNameRequired();
  if (!logGroupIdentifier.startsWith('arn:')) return groupRef(scope, logGroupIdentifier);
  const ref = groupOfArn(logGroupIdentifier);
  if (ref === undefined || ref.region !== scope.region) throw arnNotGroup();
  return ref;
};

/** Where AWS looks for permission to act on a group: policies name it with `:*` at the end. */
export const groupPermission = ({ arn }: Pick<GroupRef, 'arn'>): string => `${arn}:log-stream:`;

export const streamPermission = ({ arn }: Pick<GroupRef, 'arn'>, stream: string): string =>
  `${arn}:log-stream:${stream}`;

/** Of requests that list groups. */
export const everyGroup = (scope: Scope): string => `${groupArn(scope, '')}:log-stream:`;

export const destinationArn = ({ account, region }: Scope, name: string): string =>
  `arn:aws:logs:${region}:${account}:destination:${name}`;
