import { type Context, type Grant, type Party, admits } from '@gatehouse/access';
import type { Actor, History, KeyEvent } from '../model.ts';

/** An operation with one encryption context, by one actor. */
export interface ContextUse {
  readonly context: Context;
  count: number;
  last: Date;
  /** Of the last one. */
  eventId: string;
}

/** What of it CloudTrail tells only by account. */
const FOREIGN = 'foreign:';

/** Under what an event is found by whoever it may have been. */
const actorNames = ({ type, account, arn, id, roleArn, service }: Actor): readonly string[] => {
  const names: string[] = [];
  if (type === 'AWSService')
    return service === undefined ? [] : [`service:${withoutRegion(service)}`];
  if (account !== undefined) names.push(`account:${account}`);
  if (arn !== undefined) names.push(`arn:${arn}`);
  else if (account !== undefined) names.push(`${FOREIGN}${account}`);
  if (roleArn !== undefined) names.push(`role:${roleArn}`);
  if (id !== undefined) {
    names.push(`id:${id}`);
    const colon = id.indexOf(':');
    if (colon > 0 && id.startsWith('AROA')) names.push(`id:${id.slice(0, colon)}`);
  }
  return names;
};

const withoutRegion = (service: string): string =>
  service.replace(
    /^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+){1,2}-\d\.(amazonaws\.com(?:\.cn)?)$/,
    '$1.$2',
  );

const partyNames = (party: Party): readonly string[] => {
  switch (party.kind) {
    case 'account':
      return [`account:${party.account}`];
    case 'user':
    case 'session':
    case 'federated-user':
      return [`arn:${party.arn}`, `${FOREIGN}${party.account}`];
    case 'role':
      return [`role:${party.arn}`, `${FOREIGN}${party.account}`];
    case 'machine': {
      const { account, role, machine } = party;
      return [
        `id:${account}:${role}:${machine}`,
        `arn:arn:aws:sts::${account}:assumed-role/${role}/${machine}`,
      ];
    }
    case 'service':
      return [`service:${party.service}`];
    case 'deleted':
      return [`id:${party.id}`];
    case 'unknown':
      return [];
    default:
      return party satisfies never;
  }
};

/** ReEncrypt takes two permissions, each of which a grant gives by itself. */
export const operationsOf = ({ name }: Pick<KeyEvent, 'name'>): readonly string[] =>
  name === 'ReEncrypt' ? ['ReEncryptFrom', 'ReEncryptTo'] : [name];

const contextText = (context: Context): string =>
  JSON.stringify([...context].toSorted(([a], [b]) => (a < b ? -1 : 1)));

interface OperationUses {
  readonly byContext: Map<string, ContextUse>;
  /** By each pair of the context, so that a subset is found without looking through all. */
  readonly byPair: Map<string, ContextUse[]>;
}

const NO_CONTEXT: Context = new Map();
const pairText = (key: string, value: string): string => JSON.stringify([key, value]);

const record = (uses: OperationUses, event: KeyEvent): void => {
  const context = event.context ?? NO_CONTEXT;
  const text = contextText(context);
  const known = uses.byContext.get(text);
  if (known !== undefined) {
    known.count += 1;
    if (event.at > known.last) {
      known.last = event.at;
      known.eventId = event.id;
    }
    return;
  }
  const use: ContextUse = { context, count: 1, last: event.at, eventId: event.id };
  uses.byContext.set(text, use);
  for (const [key, value] of context) {
    const pair = pairText(key, value);
    const list = uses.byPair.get(pair) ?? [];
    list.push(use);
    uses.byPair.set(pair, list);
  }
};

/** What was done with a key by whom, to be asked for each of many grants. */
export interface Uses {
  /** Uses that a grant can have permitted, by operation, newest of each first seen. */
  ofGrant(grant: Grant): ReadonlyMap<string, readonly ContextUse[]>;
}

export const isUse = ({ error, dryRun }: KeyEvent): boolean => error === undefined && !dryRun;

export const createUses = ({ events }: Pick<History, 'events'>): Uses => {
  const byName = new Map<string, Map<string, OperationUses>>();
  for (const event of events) {
    if (!isUse(event)) continue;
    for (const name of new Set(actorNames(event.actor))) {
      const operations = byName.get(name) ?? new Map<string, OperationUses>();
      byName.set(name, operations);
      for (const operation of operationsOf(event)) {
        const uses = operations.get(operation) ?? { byContext: new Map(), byPair: new Map() };
        operations.set(operation, uses);
        record(uses, event);
      }
    }
  }

  return {
    ofGrant: (grant) => {
      const found = new Map<string, readonly ContextUse[]>();
      for (const operation of grant.operations) {
        const uses = partyNames(grant.granteeParty).flatMap((name) =>
          candidates(byName.get(name)?.get(operation), grant),
        );
        const fitting = uses.filter(({ context }) => admits(grant, operation, context) !== 'no');
        if (fitting.length > 0) found.set(operation, [...new Set(fitting)]);
      }
      return found;
    },
  };
};

const candidates = (
  uses: OperationUses | undefined,
  { constraints: { equals, subset }, operations }: Grant,
): readonly ContextUse[] => {
  if (uses === undefined) return [];
  if (equals !== undefined && !operations.includes('DescribeKey')) {
    const exact = uses.byContext.get(contextText(equals));
    return exact === undefined ? [] : [exact];
  }
  const [first] = subset ?? [];
  // What no constraint applies to (DescribeKey, RetireGrant) has no context to be found by.
  if (first === undefined) return [...uses.byContext.values()];
  const without = uses.byContext.get('[]');
  return [
    ...(uses.byPair.get(pairText(...first)) ?? []),
    ...(without === undefined ? [] : [without]),
  ];
};
