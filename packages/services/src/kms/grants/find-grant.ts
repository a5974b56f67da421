import type { FoundGrant } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { EncryptionContext, Grant, KeyRef } from '../model.ts';
import {
  constraintOf,
  type ConstraintKind,
  describesDigest,
  granteeKey,
  type GrantScope,
  type Pair,
  permitsDigest,
  shapeNodes,
  sortedPairs,
} from './digests.ts';
import { includesAll, maskOf } from './operation-mask.ts';
import type { GranteeName } from './principals.ts';
import { type GrantDigests, grants } from './repository.ts';
import type { Shapes } from './shapes.ts';

const DESCRIBE = maskOf(['DescribeKey']);
const CREATE_GRANT = maskOf(['CreateGrant']);
// SQLite and PostgreSQL take many more parameters; a request with so many candidates is nobody's normal one.
const MOST_AT_ONCE = 200;

/** What a grant is looked for that permits it. */
export interface Wanted {
  readonly key: KeyRef;
  /** What the caller is called in grants, in order of preference. */
  readonly callers: readonly GranteeName[];
  readonly operation: string;
  readonly context: EncryptionContext | undefined;
  /** The resource for which a service calls. */
  readonly source: string | undefined;
  /** Of CreateGrant: what the new grant would permit. */
  readonly delegation: Pick<Grant, 'operations' | 'constraints'> | undefined;
}

/** What the grant must have: all these operations, and a constraint that these pairs satisfy. */
interface Demand {
  readonly operations: number;
  readonly pairs: readonly Pair[];
  /** Whether a constraint to exactly these pairs is satisfied. */
  readonly exact: boolean;
  readonly sources: readonly (string | undefined)[];
}

/**
 * A grant lets its grantee make grants whose operations it has and whose constraints are as strict or stricter: pairs may
 * be added to a Subset or all of it become an Equals, which stays as it is (API reference, CreateGrant, `Constraints`).
 */
const delegated = ({ source, delegation }: Wanted): Demand | undefined => {
  if (delegation === undefined) return undefined;
  const { kind, pairs } = constraintOf(delegation.constraints);
  const keepsSource = source !== undefined && delegation.constraints.sourceArn === source;
  return {
    operations: CREATE_GRANT | maskOf(delegation.operations),
    pairs,
    exact: kind === 'equals',
    sources: keepsSource ? [undefined, source] : [undefined],
  };
};

const demandOf = (wanted: Wanted): Demand =>
  delegated(wanted) ?? {
    operations: maskOf([wanted.operation]),
    pairs: sortedPairs(wanted.context ?? {}),
    exact: true,
    sources: wanted.source === undefined ? [undefined] : [undefined, wanted.source],
  };

/** The digests that grants of one scope have which satisfy the demand. */
const candidates = async (
  shapes: Pick<Shapes, 'masks'>,
  tx: Tx,
  scope: GrantScope,
  { operations, pairs, exact }: Demand,
): Promise<readonly string[]> => {
  const nodeOf = shapeNodes(scope);
  const known = shapes.masks(tx, nodeOf('any'));
  if ((known instanceof Promise ? await known : known).length === 0) return [];
  const found: string[] = [];
  const add = (kind: ConstraintKind, matched: readonly Pair[], masks: readonly number[]): void => {
    for (const mask of masks)
      if (includesAll(mask, operations)) found.push(permitsDigest(scope, kind, matched, mask));
  };
  add('none', [], await shapes.masks(tx, nodeOf('none')));
  if (exact) add('equals', pairs, await shapes.masks(tx, nodeOf('equals')));

  // Down the tree of names: only names that begin some constraint are followed, however many constraints there are.
  const walk = async (prefix: readonly Pair[], from: number): Promise<void> => {
    for (let next = from; next < pairs.length; next += 1) {
      const matched = [...prefix, ...pairs.slice(next, next + 1)];
      const masks = await shapes.masks(tx, nodeOf({ names: matched.map(([name]) => name) }));
      if (masks.length === 0) continue;
      add('subset', matched, masks);
      await walk(matched, next + 1);
    }
  };
  if (pairs.length > 0 && (await shapes.masks(tx, nodeOf({ names: [] }))).length > 0)
    await walk([], 0);
  return found;
};

const describing = async (
  shapes: Pick<Shapes, 'masks'>,
  tx: Tx,
  scope: GrantScope,
): Promise<readonly string[]> => {
  const masks = await shapes.masks(tx, shapeNodes(scope)('describes'));
  return masks.length === 0 ? [] : [describesDigest(scope)];
};

/** A grant that permits what is wanted; which one of several, nobody is promised. */
export const findGrant = async (
  shapes: Pick<Shapes, 'masks'>,
  tx: Tx,
  wanted: Wanted,
): Promise<FoundGrant | undefined> => {
  const demand = demandOf(wanted);
  const describes = wanted.delegation === undefined && demand.operations === DESCRIBE;
  if (demand.operations === 0) return undefined;
  for (const { grantee, ...standing } of wanted.callers) {
    const digests: string[] = [];
    for (const source of demand.sources) {
      const scope = { key: wanted.key, grantee, source };
      digests.push(
        ...(describes
          ? await describing(shapes, tx, scope)
          : await candidates(shapes, tx, scope, demand)),
      );
    }
    for (let from = 0; from < digests.length; from += MOST_AT_ONCE) {
      const some = digests.slice(from, from + MOST_AT_ONCE);
      const id = await grants.idByDigest(tx, describes ? 'describes' : 'permits', some);
      if (id !== undefined) return { id, ...standing };
    }
  }
  return undefined;
};

/** What a grant is found by, and the shapes by which that is known. */
export const placesOf = (
  grant: Pick<Grant, 'key' | 'grantee' | 'operations' | 'constraints'>,
): Omit<GrantDigests, 'named'> & {
  readonly shapes: readonly { readonly node: string; readonly operations: number }[];
} => {
  const scope = {
    key: grant.key,
    grantee: granteeKey(grant.grantee),
    source: grant.constraints.sourceArn,
  };
  const nodeOf = shapeNodes(scope);
  const operations = maskOf(grant.operations);
  const { kind, pairs } = constraintOf(grant.constraints);
  const names = pairs.map(([name]) => name);
  const describes = includesAll(operations, DESCRIBE);
  const own =
    kind === 'subset'
      ? [
          ...names.map((_, length) => ({
            node: nodeOf({ names: names.slice(0, length) }),
            operations: 0,
          })),
          { node: nodeOf({ names }), operations },
        ]
      : [{ node: nodeOf(kind), operations }];
  return {
    permits: permitsDigest(scope, kind, pairs, operations),
    describes: describes ? describesDigest(scope) : undefined,
    shapes: [
      { node: nodeOf('any'), operations: 0 },
      ...own,
      ...(describes ? [{ node: nodeOf('describes'), operations: 0 }] : []),
    ],
  };
};
