import { filterCondition, parseFilterPattern } from '@gatehouse/patterns';
import type { Severity } from '../../model.ts';
import { CHECKS } from '../checks/index.ts';
import { isField } from '../fields.ts';
import type {
  Burst,
  CallerKind,
  CheckName,
  LoadedRule,
  RuleResource,
  RuleSpec,
  Treatment,
} from '../model.ts';
import {
  mapMember,
  RuleRefusal,
  textMember,
  textsMember,
  type Tree,
  type TreeMap,
} from '../yaml-tree.ts';

const MEMBERS = new Set(
  'id title description question severity techniques nextSteps references when except check callers because group distinct threshold window burst habit resources'.split(
    ' ',
  ),
);
const SEVERITIES: readonly Severity[] = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const KINDS: readonly CallerKind[] = ['aws', 'pipeline', 'console', 'other'];
const ID = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** A rule in the form of docs/detection-rules.md. @throws RuleRefusal */
export const readOwnRule = (rule: TreeMap): LoadedRule => {
  requireMembers(rule, MEMBERS);
  const id = required(rule, 'id');
  if (!ID.test(id)) refuseAt(rule, 'id', 'An id has small letters, digits, dots and hyphens.');
  const title = required(rule, 'title');
  const spec: RuleSpec = {
    id: id.startsWith('custom.') ? id : `custom.${id}`,
    title,
    description: textMember(rule, 'description') ?? title,
    question: textMember(rule, 'question'),
    severity: severityOf(required(rule, 'severity'), lineOf(rule, 'severity')),
    techniques: techniquesIn(rule),
    nextSteps: textsMember(rule, 'nextSteps'),
    references: textsMember(rule, 'references'),
    when: patternsIn(rule, 'when'),
    except: patternsIn(rule, 'except'),
    check: checkOf(rule),
    callers: callersOf(rule),
    because: sentenceIn(rule),
    group: fieldsIn(rule, 'group'),
    distinct: fieldsIn(rule, 'distinct')?.[0],
    threshold: countIn(rule, 'threshold', 100_000),
    windowSeconds: durationIn(rule, 'window'),
    burst: burstOf(rule),
    habit: fieldsIn(rule, 'habit'),
    resources: resourcesOf(rule),
  };
  if (spec.when.length === 0)
    throw new RuleRefusal(rule.line, 'when is missing: at least one filter pattern.');
  return { origin: 'custom', spec };
};

const lineOf = (map: TreeMap, name: string): number => map.entries.get(name)?.line ?? map.line;

const refuseAt = (map: TreeMap, name: string, reason: string): never => {
  throw new RuleRefusal(lineOf(map, name), reason);
};

export const requireMembers = (map: TreeMap, known: ReadonlySet<string>): void => {
  for (const [name, { line }] of map.entries)
    if (!known.has(name)) throw new RuleRefusal(line, `${name} is not known here.`);
};

const required = (map: TreeMap, name: string): string =>
  textMember(map, name) ?? refuseAt(map, name, `${name} is missing.`);

export const severityOf = (text: string, line: number): Severity => {
  const found = SEVERITIES.find((one) => one === text.toUpperCase());
  if (found === undefined)
    throw new RuleRefusal(line, `A severity is one of ${SEVERITIES.join(', ')}.`);
  return found;
};

const techniquesIn = (rule: TreeMap): readonly string[] =>
  textsMember(rule, 'techniques').map((id) =>
    /^T\d{4}(?:\.\d{3})?$/.test(id)
      ? id
      : refuseAt(rule, 'techniques', `${id} is no technique such as T1098.001.`),
  );

/** What is wrong with a filter pattern as a rule's condition; undefined when nothing is. */
export const patternProblem = (text: string): string | undefined => {
  const read = parseFilterPattern(text);
  if ('problem' in read)
    return `${read.problem.reason} (character ${read.problem.at + 1} of the pattern)`;
  return filterCondition(read.pattern) === undefined
    ? 'The pattern is not one for JSON: it must stand in braces.'
    : undefined;
};

const patternsIn = (rule: TreeMap, name: string): readonly string[] => {
  const tree = rule.entries.get(name);
  const lines = tree?.kind === 'list' ? tree.items.map(({ line }) => line) : [];
  const patterns = textsMember(rule, name);
  for (const [at, pattern] of patterns.entries()) {
    const problem = patternProblem(pattern);
    if (problem !== undefined) throw new RuleRefusal(lines[at] ?? lineOf(rule, name), problem);
  }
  return patterns;
};

const isCheck = (name: string): name is CheckName => Object.hasOwn(CHECKS, name);

const checkOf = (rule: TreeMap): CheckName | undefined => {
  const name = textMember(rule, 'check');
  if (name === undefined) return undefined;
  return isCheck(name)
    ? name
    : refuseAt(rule, 'check', `A check is one of ${Object.keys(CHECKS).join(', ')}.`);
};

const treatmentOf = (tree: Tree): Treatment => {
  const text = tree.kind === 'value' ? String(tree.value) : '';
  return text === 'skip' || text === 'same' ? text : severityOf(text, tree.line);
};

const callersOf = (rule: TreeMap): RuleSpec['callers'] => {
  const map = mapMember(rule, 'callers');
  if (map === undefined) return undefined;
  requireMembers(map, new Set(KINDS));
  return Object.fromEntries([...map.entries].map(([kind, tree]) => [kind, treatmentOf(tree)]));
};

const sentenceIn = (rule: TreeMap): string => {
  const text = textMember(rule, 'because') ?? '{actor} called {action} from {ip}.';
  for (const [, field = ''] of text.matchAll(/\{([^{}]+)\}/g))
    if (!isField(field)) refuseAt(rule, 'because', `There is no field ${field}.`);
  return text;
};

const fieldsIn = (map: TreeMap, name: string): readonly string[] | undefined => {
  if (!map.entries.has(name)) return undefined;
  const fields = textsMember(map, name);
  for (const field of fields)
    if (!isField(field)) refuseAt(map, name, `There is no field ${field}.`);
  return fields;
};

const countIn = (map: TreeMap, name: string, most: number): number | undefined => {
  const text = textMember(map, name);
  if (text === undefined) return undefined;
  const count = Number(text);
  return Number.isInteger(count) && count > 0 && count <= most
    ? count
    : refuseAt(map, name, `${name} must be a whole number from 1 to ${most}.`);
};

const durationIn = (map: TreeMap, name: string): number | undefined => {
  const text = textMember(map, name);
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS.get(unit) ?? Number.NaN);
  return seconds > 0 && seconds <= 7 * 86_400
    ? seconds
    : refuseAt(map, name, `${name} must be such as 15m or 2h, of at most seven days.`);
};

const burstOf = (rule: TreeMap): Burst | undefined => {
  const map = mapMember(rule, 'burst');
  if (map === undefined) return undefined;
  requireMembers(map, new Set(['of', 'distinct', 'count', 'within']));
  return {
    of: fieldsIn(map, 'of') ?? ['session'],
    distinct: fieldsIn(map, 'distinct') ?? ['action'],
    count: countIn(map, 'count', 1000) ?? refuseAt(rule, 'burst', 'count is missing.'),
    seconds: durationIn(map, 'within') ?? 600,
  };
};

const resourcesOf = (rule: TreeMap): readonly RuleResource[] | undefined => {
  const tree = rule.entries.get('resources');
  if (tree === undefined) return undefined;
  const items = tree.kind === 'list' ? tree.items : [tree];
  return items.map((item) => {
    if (item.kind !== 'map') throw new RuleRefusal(item.line, 'A resource has a type and an id.');
    const id = required(item, 'id');
    if (!isField(id)) refuseAt(item, 'id', `There is no field ${id}.`);
    return { type: required(item, 'type'), id };
  });
};
