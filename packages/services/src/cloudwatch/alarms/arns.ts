import { createHash } from 'node:crypto';
import { parseArn, partitionOf } from '@gatehouse/core';
import type { Scope } from '../model.ts';
import type { AlarmRef } from './model.ts';

const PREFIX = 'alarm:';

export const alarmArn = ({ account, region }: Scope, name: string): string =>
  `arn:${partitionOf(region)}:cloudwatch:${region}:${account}:${PREFIX}${name}`;

export const alarmRef = ({ account, region }: Scope, name: string): AlarmRef => ({
  account,
  region,
  name,
  arn: alarmArn({ account, region }, name),
});

/** The name of an alarm of this account and Region that is given by name or ARN; undefined for an ARN of elsewhere. */
export const nameOf = (scope: Scope, nameOrArn: string): string | undefined => {
  const arn = parseArn(nameOrArn);
  if (arn === undefined) return nameOrArn;
  const isHere =
    arn.service === 'cloudwatch' &&
    arn.account === scope.account &&
    arn.region === scope.region &&
    arn.resource.startsWith(PREFIX);
  return isHere ? arn.resource.slice(PREFIX.length) : undefined;
};

/** Alarms that are looked at together. */
export const SHARDS = 16;

export const shardOf = ({ account, region, name }: Omit<AlarmRef, 'arn'>): number =>
  createHash('sha256').update(`${account}\n${region}\n${name}`).digest().readUInt32BE() % SHARDS;

/** Names an alarm in keys of due work. */
export const alarmKey = ({ account, region, name }: Omit<AlarmRef, 'arn'>): string =>
  `${account}:${region}:${name}`;

export const parseAlarmKey = (key: string): AlarmRef => {
  const [account = '', region = ''] = key.split(':', 2);
  const name = key.slice(account.length + region.length + 2);
  return alarmRef({ account, region }, name);
};
