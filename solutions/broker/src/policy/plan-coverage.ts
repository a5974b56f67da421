import type { Catalog } from '../model/index.ts';
import { Bits } from './bits.ts';
import type { CompiledPolicy } from './compile.ts';
import type { WhatDocument } from './document.ts';
import type { PlanInput, PlanProblem } from './plan-model.ts';
import type { Path } from './read-yaml.ts';
import type { Rule } from './rule.ts';

/** What rules and templates name that the catalog does not have, and rules that never decide anything. */
export const coverageProblems = ({ after, catalog }: PlanInput): readonly PlanProblem[] => [
  ...after.rules.flatMap((rule) =>
    rule.what.flatMap((entry, at) =>
      entryProblems(after, catalog, entry).map(({ code, message, within }): PlanProblem => ({
        code,
        severity: 'warning',
        message,
        ruleId: rule.id,
        path: ['rules', rule.index, 'what', at, ...within],
      })),
    ),
  ),
  ...after.rules.flatMap((rule) => unreachable(after, catalog, rule)),
  ...after.templates.flatMap(({ id, targets }, at) =>
    targets
      .filter((target) => after.targets(catalog).ordinal(target) === undefined)
      .map(({ roleArn }): PlanProblem => ({
        code: 'unknown-template-target',
        severity: 'warning',
        message: `template ${id} names ${roleArn}, which is no role to ask for`,
        path: ['templates', at, 'targets'],
      })),
  ),
];

interface Found {
  readonly code: PlanProblem['code'];
  readonly message: string;
  readonly within: Path;
}

const entryProblems = (
  policy: CompiledPolicy,
  catalog: Catalog,
  entry: WhatDocument,
): readonly Found[] => {
  const targets = policy.targets(catalog);
  const found: Found[] = [];
  const miss = (code: Found['code'], message: string, ...within: readonly (string | number)[]) =>
    found.push({ code, message, within });
  for (const [at, account] of (entry.accounts ?? []).entries())
    if (!catalog.accounts.has(account))
      miss('unknown-account', `there is no account ${account}`, 'accounts', at);
  for (const [at, unit] of (entry.units ?? []).entries())
    if (!targets.hasUnit(unit)) miss('unknown-unit', `no account is in ${unit}`, 'units', at);
  for (const [at, arn] of (entry.roleArns ?? []).entries())
    if (!catalog.roles.has(arn))
      miss('unknown-role', `${arn} is no role to ask for`, 'roleArns', at);
  for (const [at, role] of (Array.isArray(entry.roles) ? entry.roles : []).entries())
    if (!targets.hasRole(entry, role))
      miss('unknown-role', `none of the accounts selected has a role ${role}`, 'roles', at);
  if (found.length === 0 && targets.select([entry]).isEmpty)
    miss('matches-nothing', 'this selects nothing that people could ask for');
  return found;
};

/**
 * An allow that decides for nobody: for each of its groups, earlier allows and denies that are about everybody of this
 * group with its attributes cover all that it selects.
 */
const unreachable = (
  policy: CompiledPolicy,
  catalog: Catalog,
  rule: Rule,
): readonly PlanProblem[] => {
  if (rule.effect === 'deny') return [];
  const mine = policy.selected(rule, catalog);
  if (mine.isEmpty) return [];
  const before = policy.rules.filter(
    (other) => other.effect === 'deny' || other.index < rule.index,
  );
  const shadows = new Set<string>();
  for (const group of rule.groups ?? [undefined]) {
    const wider = before.filter((other) => isWider(other, group, rule.attributes));
    const covered = new Bits(policy.targets(catalog).all.length);
    for (const other of wider) covered.addAll(policy.selected(other, catalog));
    if (!mine.isWithin(covered)) return [];
    for (const other of wider)
      if (policy.selected(other, catalog).overlaps(mine)) shadows.add(other.id);
  }
  return [
    {
      code: 'unreachable-rule',
      severity: 'warning',
      message: `this rule never decides: ${[...shadows].join(', ')} comes first for all of it`,
      ruleId: rule.id,
      path: ['rules', rule.index],
    },
  ];
};

/** Whether `other` is about everybody who is in `group` (or in any, where undefined) and has `attributes`. */
const isWider = (
  other: Rule,
  group: string | undefined,
  attributes: ReadonlyMap<string, ReadonlySet<string>>,
): boolean => {
  const ofGroup =
    other.groups === undefined || (group !== undefined && other.groups.includes(group));
  return (
    ofGroup &&
    [...other.attributes].every(([name, values]) => {
      const narrower = attributes.get(name);
      return narrower !== undefined && [...narrower].every((value) => values.has(value));
    })
  );
};
