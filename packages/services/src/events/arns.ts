import { parseArn } from '@gatehouse/core';
import {
  type ArchiveRef,
  type BusRef,
  DEFAULT_BUS,
  type ReplayRef,
  type RuleRef,
  type Scope,
} from './model.ts';

const arn = ({ account, region }: Scope, resource: string): string =>
  `arn:aws:events:${region}:${account}:${resource}`;

export const busRef = ({ account, region }: Scope, name: string = DEFAULT_BUS): BusRef => ({
  account,
  region,
  name,
  arn: arn({ account, region }, `event-bus/${name}`),
});

/** The bus of an ARN; undefined for other texts. */
export const parseBusArn = (text: string): BusRef | undefined => {
  const parsed = parseArn(text);
  if (parsed?.partition !== 'aws' || parsed.service !== 'events') return undefined;
  if (!/^\d{12}$/.test(parsed.account) || !parsed.resource.startsWith('event-bus/'))
    return undefined;
  const name = parsed.resource.slice('event-bus/'.length);
  return /^[/.\-_A-Za-z0-9]{1,256}$/.test(name) ? busRef(parsed, name) : undefined;
};

/** A bus by its name, which is one of the caller's, or by its ARN; undefined: the caller's default bus. */
export const busOf = (scope: Scope, nameOrArn: string | undefined): BusRef =>
  (nameOrArn === undefined ? undefined : parseBusArn(nameOrArn)) ??
  busRef(scope, nameOrArn ?? DEFAULT_BUS);

/** Rules of the default bus do not name it. */
export const ruleRef = (bus: BusRef, name: string): RuleRef => ({
  account: bus.account,
  region: bus.region,
  busName: bus.name,
  busArn: bus.arn,
  name,
  arn: arn(bus, bus.name === DEFAULT_BUS ? `rule/${name}` : `rule/${bus.name}/${name}`),
});

/** The rule of an ARN; undefined for other texts. */
export const parseRuleArn = (text: string): RuleRef | undefined => {
  const parsed = parseArn(text);
  if (parsed?.partition !== 'aws' || parsed.service !== 'events') return undefined;
  if (!/^\d{12}$/.test(parsed.account) || !parsed.resource.startsWith('rule/')) return undefined;
  const path = parsed.resource.slice('rule/'.length);
  const end = path.lastIndexOf('/');
  const bus = end < 0 ? DEFAULT_BUS : path.slice(0, end);
  return ruleRef(busRef(parsed, bus), path.slice(end + 1));
};

export const archiveRef = ({ account, region }: Scope, name: string): ArchiveRef => ({
  account,
  region,
  name,
  arn: arn({ account, region }, `archive/${name}`),
});

export const replayRef = ({ account, region }: Scope, name: string): ReplayRef => ({
  account,
  region,
  name,
  arn: arn({ account, region }, `replay/${name}`),
});

/** With its unique id where it is known; without it, what policies are asked about. */
export const connectionArn = (scope: Scope, name: string, id?: string): string =>
  arn(scope, id === undefined ? `connection/${name}` : `connection/${name}/${id}`);

export const apiDestinationArn = (scope: Scope, name: string, id?: string): string =>
  arn(scope, id === undefined ? `api-destination/${name}` : `api-destination/${name}/${id}`);
