import type { LeasedWork } from '@gatehouse/store';
import type { Scope } from './arns.ts';

/** Where due work finds its row again: account, region and what else names it. */
type WorkPayload = Scope & Readonly<Record<string, string>>;

/** Key and payload of due work on a row. */
export const workKey = (
  { account, region }: Scope,
  names: Readonly<Record<string, string>>,
): { readonly key: string; readonly payload: string } => ({
  key: [account, region, ...Object.values(names)].join('/'),
  payload: JSON.stringify({ account, region, ...names }),
});

export const payloadOf = (work: LeasedWork): WorkPayload => JSON.parse(work.payload) as WorkPayload;

/** A name in a payload; every payload is written by `workKey`. */
export const nameIn = (payload: WorkPayload, name: string): string => {
  const value = payload[name];
  if (value === undefined) throw new Error(`due work has no ${name}`);
  return value;
};

export const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);
