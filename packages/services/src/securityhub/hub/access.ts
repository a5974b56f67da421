import {
  type Call,
  type ConditionKeys,
  cutPage,
  type PageTokens,
  type Position,
  resourceTagKeys,
  tagStore,
} from '@gatehouse/service-kit';
import { notSubscribed, tokenInvalid } from '../errors.ts';
import type { HubRef } from '../ports.ts';
import { type Hub, hubs } from './hubs.ts';

export const hubArn = ({ account, region }: HubRef): string =>
  `arn:aws:securityhub:${region}:${account}:hub/default`;

/** Throws unless the caller may do `action` with a resource of its account. */
export const permit = async (
  call: Call,
  action: string,
  arn: string,
  keys: ConditionKeys = {},
): Promise<void> => {
  const tags = await tagStore.of(call.tx, arn);
  await call.authorize(`securityhub:${action}`, arn, {
    ...resourceTagKeys(undefined, tags),
    ...keys,
  });
};

/** For actions that the service authorization reference gives no resource. */
export const permitAny = (call: Call, action: string, keys: ConditionKeys = {}): Promise<void> =>
  call.authorize(`securityhub:${action}`, '*', keys);

export const permitHub = async (
  call: Call,
  action: string,
  keys: ConditionKeys = {},
): Promise<void> => {
  const arn = hubArn(call);
  await permit(call, action, arn, keys);
  call.touch({ type: 'AWS::SecurityHub::Hub', name: arn, arn });
};

export interface Subscriptions {
  readonly acceptsLooseInput?: boolean | undefined;
}

/** What a hub is where nobody enabled it and nobody need to. */
const assumedHub = ({ account, region }: HubRef): Hub => ({
  account,
  region,
  subscribedAt: new Date(0),
  autoEnableControls: true,
  controlFindingGenerator: 'SECURITY_CONTROL',
});

export const requireHub = async (
  { acceptsLooseInput }: Subscriptions,
  call: Call,
): Promise<Hub> => {
  const hub = await hubs.find(call.tx, call);
  if (hub !== undefined) return hub;
  if (acceptsLooseInput === true) return assumedHub(call);
  throw notSubscribed(call.account);
};

/** The caller's hub, if he may do `action` with it and it is enabled. */
export const permittedHub = async (
  deps: Subscriptions,
  call: Call,
  action: string,
  keys: ConditionKeys = {},
): Promise<Hub> => {
  await permitHub(call, action, keys);
  return requireHub(deps, call);
};

export interface Asked {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly more: { readonly NextToken?: string };
}

/** One page of rows that lie in the order of their position. */
export const pageOf = async <Row>(
  { pages }: { readonly pages: PageTokens },
  call: Call,
  operation: string,
  { MaxResults, NextToken }: Asked,
  most: number,
  fetch: (after: Position | undefined, limit: number) => Promise<readonly Row[]>,
  position: (row: Row) => Position,
): Promise<Page<Row>> => {
  const { account, region } = call;
  const question = { operation, account, region };
  const after = NextToken === undefined ? undefined : pages.open(question, NextToken);
  if (NextToken !== undefined && after === undefined) throw tokenInvalid();
  const limit = MaxResults ?? most;
  const { page, last } = cutPage(await fetch(after, limit + 1), limit);
  return {
    items: page,
    more: last === undefined ? {} : { NextToken: pages.seal(question, position(last)) },
  };
};

/** The same of a list that is in memory, in the order of its names. */
export const pageOfList = <Row>(
  deps: { readonly pages: PageTokens },
  call: Call,
  operation: string,
  asked: Asked,
  rows: readonly Row[],
  name: (row: Row) => string,
): Promise<Page<Row>> =>
  pageOf(
    deps,
    call,
    operation,
    asked,
    100,
    async (after, limit) => {
      const from = after === undefined ? 0 : rows.findIndex((row) => name(row) === after[0]) + 1;
      return rows.slice(from, from + limit);
    },
    (row) => [name(row)],
  );
