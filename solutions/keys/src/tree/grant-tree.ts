import { type Constraints, type Context, type Grant, isWithin } from '@gatehouse/access';
import type { History, KeyEvent } from '../model.ts';
import { isActor, textOfActor } from '../party.ts';

/** What a grant asks for that the one above it did not. */
export interface Narrowing {
  readonly operationsDropped: readonly string[];
  readonly pairsAdded: Context;
  /** Subset above, Equals here. */
  readonly becameExact: boolean;
  readonly sourceAdded: string | undefined;
}

export interface Parent {
  readonly grantId: string;
  /** True: CloudTrail names the issuer, who holds this grant. False: it only fits. */
  readonly certain: boolean;
  readonly because: string;
  /** Other grants that fit as well. */
  readonly alternatives: readonly string[];
}

export interface GrantNode {
  readonly grant: Grant;
  /** Who called CreateGrant, where CloudTrail still tells it. */
  readonly issuer: string | undefined;
  readonly eventId: string | undefined;
  readonly parent: Parent | undefined;
  /** Why it has no parent. */
  readonly because: string | undefined;
  readonly narrowed: Narrowing | undefined;
  readonly children: readonly GrantNode[];
}

export interface GrantTree {
  readonly roots: readonly GrantNode[];
  readonly total: number;
  readonly remarks: readonly string[];
}

// Fitting is looked for among all that may make grants: beyond this, it would take longer than anybody waits.
const MOST_COMPARISONS = 20_000_000;

const pairsOf = ({ equals, subset }: Constraints): Context => equals ?? subset ?? new Map();

const KINDS = ['account', 'service', 'role', 'user'];

const kindOrder = ({ granteeParty }: Grant): number => {
  const at = KINDS.indexOf(granteeParty.kind);
  return at < 0 ? KINDS.length : at;
};

/**
 * Whether one grant comes before another: times have whole seconds, in which a service makes several, the wider ones
 * first and for itself before its machines.
 */
const compare = (a: Grant, b: Grant): number =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) ||
  pairsOf(a.constraints).size - pairsOf(b.constraints).size ||
  b.operations.length - a.operations.length ||
  kindOrder(a) - kindOrder(b) ||
  (a.id < b.id ? -1 : 1);

/** Whether a grantee of `parent` can have made `child` (KMS Developer Guide, "Granting CreateGrant permission"). */
export const couldMake = (parent: Grant, child: Grant): boolean =>
  parent.id !== child.id &&
  parent.operations.includes('CreateGrant') &&
  child.operations.every((operation) => parent.operations.includes(operation)) &&
  isWithin(child.constraints, parent.constraints) &&
  compare(parent, child) < 0;

/** The narrowest, and of those the latest: what a service made last for what it is doing. */
const closest = (parents: readonly Grant[]): Grant | undefined => parents.toSorted(compare).at(-1);

export const narrowing = (parent: Grant, child: Grant): Narrowing => {
  const above = pairsOf(parent.constraints);
  return {
    operationsDropped: parent.operations.filter((one) => !child.operations.includes(one)),
    pairsAdded: new Map([...pairsOf(child.constraints)].filter(([key]) => !above.has(key))),
    becameExact: parent.constraints.equals === undefined && child.constraints.equals !== undefined,
    sourceAdded:
      parent.constraints.sourceArn === undefined ? child.constraints.sourceArn : undefined,
  };
};

/** Without an event only what is narrow, or a service's, tells anything: everything fits into a grant without limits. */
const tells = ({ constraints, granteeParty: { kind } }: Grant): boolean =>
  pairsOf(constraints).size > 0 || kind === 'service' || kind === 'machine';

const madeBy = (history: History | undefined): ReadonlyMap<string, KeyEvent> =>
  new Map(
    (history?.events ?? []).flatMap((event): readonly [string, KeyEvent][] =>
      event.name === 'CreateGrant' && event.error === undefined && event.grantId !== undefined
        ? [[event.grantId, event]]
        : [],
    ),
  );

interface Link {
  readonly parent: Parent | undefined;
  readonly because: string | undefined;
}

const when = (at: Date): string => at.toISOString();

const parentOf = (
  found: Grant,
  fitting: readonly Grant[],
  certain: boolean,
  because: string,
): Link => ({
  parent: {
    grantId: found.id,
    certain,
    because,
    alternatives: fitting.flatMap(({ id }) => (id === found.id ? [] : [id])),
  },
  because: undefined,
});

const byEvent = (grant: Grant, event: KeyEvent, makers: readonly Grant[]): Link => {
  const issuer = textOfActor(event.actor);
  const told = `event ${event.id} of ${when(event.at)}`;
  const named = makers.find(({ id }) => id === event.byGrant);
  if (named !== undefined)
    return parentOf(named, [], true, `${issuer} made it by this grant, as ${told} says`);
  const fitting = makers.filter(
    (maker) => couldMake(maker, grant) && isActor(maker.granteeParty, event.actor) !== 'no',
  );
  const found = closest(fitting);
  if (found === undefined)
    return {
      parent: undefined,
      because: `${issuer} made it and holds no grant on this key that would have let it: a policy did (${told})`,
    };
  return parentOf(
    found,
    fitting,
    true,
    `${issuer} made it and is the grantee of this grant, as ${told} says`,
  );
};

const byFit = (grant: Grant, makers: readonly Grant[]): Link => {
  const fitting = makers.filter((maker) => tells(maker) && couldMake(maker, grant));
  const found = closest(fitting);
  if (found === undefined)
    return {
      parent: undefined,
      because: 'CloudTrail does not tell who made it, and no other grant would have let anybody',
    };
  const because =
    'CloudTrail does not tell who made it; it asks for nothing that this grant does not give';
  return parentOf(found, fitting, false, because);
};

/** Who delegated to whom, and what got narrower. The API does not tell; CloudTrail does for 90 days, and what fits is a guess. */
export const grantTree = (grants: readonly Grant[], history: History | undefined): GrantTree => {
  const events = madeBy(history);
  const makers = grants.filter(({ operations }) => operations.includes('CreateGrant'));
  const isSmall = makers.length * grants.length <= MOST_COMPARISONS;
  const links = new Map(
    grants.map((grant): [string, Link] => {
      const event = events.get(grant.id);
      if (event !== undefined) return [grant.id, byEvent(grant, event, makers)];
      return [grant.id, isSmall ? byFit(grant, makers) : { parent: undefined, because: undefined }];
    }),
  );
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  const children = Map.groupBy(grants, ({ id }) => links.get(id)?.parent?.grantId);

  const nodeOf = (grant: Grant): GrantNode => {
    const event = events.get(grant.id);
    const { parent, because } = links.get(grant.id) ?? {};
    const above = parent && byId.get(parent.grantId);
    return {
      grant,
      issuer: event && textOfActor(event.actor),
      eventId: event?.id,
      parent,
      because,
      narrowed: above && narrowing(above, grant),
      children: (children.get(grant.id) ?? []).toSorted(compare).map(nodeOf),
    };
  };
  return {
    roots: (children.get(undefined) ?? []).toSorted(compare).map(nodeOf),
    total: grants.length,
    remarks: remarksOf(grants, events, history, isSmall),
  };
};

const remarksOf = (
  grants: readonly Grant[],
  events: ReadonlyMap<string, KeyEvent>,
  history: History | undefined,
  isSmall: boolean,
): readonly string[] => {
  const untold = grants.filter(({ id }) => !events.has(id)).length;
  const since = history === undefined ? '' : ` since ${when(history.from)}`;
  return [
    ...(untold === 0
      ? []
      : [
          `Of ${untold} of ${grants.length} grants CloudTrail does not tell the issuer${since}: theirs are inferred from what fits, and may be wrong.`,
        ]),
    ...(isSmall
      ? []
      : ['There are too many grants to look for parents that CloudTrail does not tell.']),
  ];
};
