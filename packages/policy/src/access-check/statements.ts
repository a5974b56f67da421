import { parsePolicy } from '../language/parse-policy.ts';
import type { PrincipalElement, StatementDocument } from '../language/policy-document.ts';
import { ANY_RUN, wildcards } from '../matching/glob.ts';
import { parseTemplate } from '../matching/template.ts';
import type { Budget } from './budget.ts';
import { prepareTest, type Test } from './condition-logic.ts';
import type { Membership } from './pattern-partition.ts';

export type CheckedPolicyType = 'IDENTITY_POLICY' | 'RESOURCE_POLICY';

/** Patterns by number: a class of texts is the set of numbers that it matches. */
class PatternTable {
  readonly #numbers = new Map<string, number>();

  number(pattern: string): number {
    const known = this.#numbers.get(pattern) ?? this.#numbers.size;
    this.#numbers.set(pattern, known);
    return known;
  }

  patterns(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}

/** The patterns of a comparison, and the resources with variables, which are what the request makes them. */
export interface Tables {
  readonly actions: PatternTable;
  readonly resources: PatternTable;
  /** Numbers of the values with variables, by their text: equal texts hold the same for one request. */
  readonly open: PatternTable;
}

export const newTables = (): Tables => ({
  actions: new PatternTable(),
  resources: new PatternTable(),
  open: new PatternTable(),
});

interface OpenValue {
  readonly number: number;
  /** A pattern that covers whatever the variables may be. */
  readonly cover: number;
}

/** A statement whose parts can be compared with those of others. */
export interface Statement {
  readonly document: StatementDocument;
  readonly allows: boolean;
  readonly principal: PrincipalElement | undefined;
  readonly tests: readonly Test[];
  readonly actions: { readonly inverted: boolean; readonly patterns: readonly number[] };
  readonly resources:
    | {
        readonly inverted: boolean;
        readonly patterns: readonly number[];
        readonly open: readonly OpenValue[];
      }
    | undefined;
}

/** The statements of a policy; throws PolicySyntaxError. */
export const readStatements = (
  text: string,
  type: CheckedPolicyType,
  tables: Tables,
): readonly Statement[] => {
  const document = parsePolicy(text, type === 'IDENTITY_POLICY' ? 'identity' : 'resource');
  const variables = document.version === '2012-10-17';
  return document.statements.map((statement) => prepare(statement, variables, tables));
};

const prepare = (document: StatementDocument, variables: boolean, tables: Tables): Statement => {
  const { effect, action, resource, principal, conditions } = document;
  const allows = effect === 'Allow';
  return {
    document,
    allows,
    principal,
    tests: conditions.map((condition) => prepareTest(condition, { allows, variables })),
    actions: {
      inverted: action.element === 'NotAction',
      patterns: action.values.map((value) => tables.actions.number(wildcards(value.toLowerCase()))),
    },
    resources: resource && {
      inverted: resource.element === 'NotResource',
      ...resourceValues(resource.values, variables, tables),
    },
  };
};

const resourceValues = (values: readonly string[], variables: boolean, tables: Tables) => {
  const patterns: number[] = [];
  const open: OpenValue[] = [];
  for (const value of values) {
    const { fixed } = parseTemplate(value, { variables, wildcards: true });
    if (fixed !== undefined) patterns.push(tables.resources.number(fixed));
    else {
      const before = wildcards(value.slice(0, value.indexOf('${')));
      const cover = tables.resources.number(`${before}${ANY_RUN}`);
      open.push({ number: tables.open.number(value), cover });
    }
  }
  return { patterns, open };
};

export const coversAction = ({ actions }: Statement, action: Membership): boolean =>
  actions.patterns.some((pattern) => action.has(pattern)) !== actions.inverted;

/** What a request makes of a value with variables: nothing, a pattern that matches the resource, or another one. */
export type OpenState = 'unresolved' | 'matches' | 'differs';

/** As the evaluator has it: a variable without value keeps an Allow from applying, and is no match in a Deny. */
export const coversResource = (
  { resources, allows }: Statement,
  resource: Membership,
  states: ReadonlyMap<number, OpenState>,
): boolean => {
  if (resources === undefined) return true;
  const { patterns, open, inverted } = resources;
  if (allows && open.some(({ number }) => states.get(number) === 'unresolved')) return false;
  const covered =
    patterns.some((pattern) => resource.has(pattern)) ||
    open.some(({ number }) => states.get(number) === 'matches');
  return covered !== inverted;
};

/** What a comparison of statements may cost: looks at one statement for one class of actions and resources. */
export const MAX_LOOKS = 300_000;

/** What comparing conditions may cost: characters of one pattern held against those of another. */
export const MAX_STEPS = 6_000_000;

/** One of the classes of actions that the same statements cover: for the others nothing else would be found. */
export const distinctActions = (
  statements: readonly Statement[],
  actions: readonly Membership[],
  { spend }: Budget,
): readonly Membership[] =>
  distinct(actions, (action) => {
    spend(statements.length);
    return statements.map((statement) => (coversAction(statement, action) ? 1 : 0)).join('');
  });

/** The same for resources, where statements with variables differ by what their values can become. */
export const distinctResources = (
  statements: readonly Statement[],
  resources: readonly Membership[],
  { spend }: Budget,
): readonly Membership[] =>
  distinct(resources, (resource) => {
    spend(statements.length);
    return statements
      .map(({ resources: own }) => [
        own?.patterns.some((pattern) => resource.has(pattern)),
        own?.open.map(({ cover }) => resource.has(cover)),
      ])
      .join(';');
  });

const distinct = (
  classes: readonly Membership[],
  keyOf: (one: Membership) => string,
): readonly Membership[] => [...new Map(classes.map((one) => [keyOf(one), one])).values()];

/** With more values whose variables matter at once, what a request makes of them is no longer followed. */
const MAX_OPEN = 5;

/** Everything that requests can make of the open values of these statements; undefined when that is too much. */
export const openStates = (
  statements: readonly Statement[],
  resource: Membership,
): readonly ReadonlyMap<number, OpenState>[] | undefined => {
  const covers = new Map<number, number>();
  for (const { resources } of statements)
    for (const { number, cover } of resources?.open ?? []) covers.set(number, cover);
  if (covers.size > MAX_OPEN) return undefined;
  let all: ReadonlyMap<number, OpenState>[] = [new Map()];
  for (const [number, cover] of covers) {
    const states: readonly OpenState[] = resource.has(cover)
      ? ['differs', 'unresolved', 'matches']
      : ['differs', 'unresolved'];
    all = all.flatMap((one) => states.map((state) => new Map([...one, [number, state]])));
  }
  return all;
};
