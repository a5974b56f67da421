import type { RecordCondition } from '@gatehouse/patterns';
import type { Severity } from '../../model.ts';
import type { LoadedRule, RuleSpec } from '../model.ts';
import { currentTechnique, isTechniqueKnown } from '../techniques.ts';
import {
  mapMember,
  RuleRefusal,
  textMember,
  textsMember,
  type Tree,
  type TreeMap,
} from '../yaml-tree.ts';
import { type Aggregation, parseCondition, type Selections } from './condition.ts';
import { fieldTest, valuesCondition } from './values.ts';

const LEVELS: ReadonlyMap<string, Severity> = new Map([
  ['informational', 'INFORMATIONAL'],
  ['low', 'LOW'],
  ['medium', 'MEDIUM'],
  ['high', 'HIGH'],
  ['critical', 'CRITICAL'],
]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LICENCE_PAGE = 'https://github.com/SigmaHQ/Detection-Rule-License';
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** A rule of Sigma for CloudTrail, ready to be matched (Sigma specification 2, "Sigma Rules"). @throws RuleRefusal */
export const readSigmaRule = (rule: TreeMap): LoadedRule => {
  if (rule.entries.has('correlation'))
    throw new RuleRefusal(rule.line, 'Correlations of other rules are not followed.');
  if (rule.entries.has('filter'))
    throw new RuleRefusal(rule.line, 'Filters of other rules are not followed.');
  if (rule.entries.has('action'))
    throw new RuleRefusal(
      rule.line,
      'Collections with actions are not followed: write whole rules.',
    );
  requireSource(rule);
  const title = textMember(rule, 'title');
  if (title === undefined) throw new RuleRefusal(rule.line, 'The title is missing.');
  const detection = mapMember(rule, 'detection');
  if (detection === undefined) throw new RuleRefusal(rule.line, 'The detection is missing.');
  const { condition, aggregation } = conditionOf(detection);
  return {
    origin: 'sigma',
    condition,
    spec: specOf(rule, title, aggregation, timeframe(detection)),
  };
};

const requireSource = (rule: TreeMap): void => {
  const source = mapMember(rule, 'logsource');
  const product = source === undefined ? undefined : textMember(source, 'product');
  const service = source === undefined ? undefined : textMember(source, 'service');
  if (product?.toLowerCase() !== 'aws' || service?.toLowerCase() !== 'cloudtrail')
    throw new RuleRefusal(
      source?.line ?? rule.line,
      `The rule is for ${product ?? 'no product'}/${service ?? 'no service'}, not for aws/cloudtrail.`,
    );
  const status = textMember(rule, 'status');
  if (status === 'deprecated' || status === 'unsupported')
    throw new RuleRefusal(rule.entries.get('status')?.line ?? rule.line, `The rule is ${status}.`);
};

const conditionOf = (
  detection: TreeMap,
): { readonly condition: RecordCondition; readonly aggregation: Aggregation | undefined } => {
  const selections = new Map<string, RecordCondition>();
  for (const [name, tree] of detection.entries)
    if (name !== 'condition' && name !== 'timeframe') selections.set(name, selection(tree));
  const written = detection.entries.get('condition');
  if (written === undefined) throw new RuleRefusal(detection.line, 'The condition is missing.');
  const conditions = written.kind === 'list' ? written.items : [written];
  const parsed = conditions.map((one) => onlyCondition(one, selections));
  const [first, ...others] = parsed;
  if (first === undefined) throw new RuleRefusal(written.line, 'The condition is missing.');
  if (others.length === 0) return first;
  if (parsed.some(({ aggregation }) => aggregation !== undefined))
    throw new RuleRefusal(written.line, 'One of several conditions counts: write a rule for it.');
  return {
    condition: { kind: 'any', of: parsed.map(({ condition }) => condition) },
    aggregation: undefined,
  };
};

const onlyCondition = (tree: Tree, selections: Selections) => {
  if (tree.kind !== 'value' || typeof tree.value !== 'string')
    throw new RuleRefusal(tree.line, 'A condition must be a text.');
  return parseCondition(tree.value, selections, tree.line);
};

/** A map must hold in all its fields; of a list, any item. */
const selection = (tree: Tree): RecordCondition => {
  switch (tree.kind) {
    case 'map': {
      const of = [...tree.entries].map(([key, values]) =>
        valuesCondition(fieldTest(key, values.line), values),
      );
      if (of.length === 0) throw new RuleRefusal(tree.line, 'A selection is empty.');
      return { kind: 'all', of };
    }
    case 'list':
      if (tree.items.length === 0) throw new RuleRefusal(tree.line, 'A selection is empty.');
      return { kind: 'any', of: tree.items.map(selection) };
    case 'value':
      return valuesCondition(fieldTest('', tree.line), tree);
    default:
      return tree satisfies never;
  }
};

const timeframe = (detection: TreeMap): number | undefined => {
  const text = textMember(detection, 'timeframe');
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS.get(unit) ?? Number.NaN);
  if (!(seconds > 0 && seconds <= 7 * 86_400))
    throw new RuleRefusal(
      detection.entries.get('timeframe')?.line ?? detection.line,
      'The timeframe must be such as 15m, of at most seven days.',
    );
  return seconds;
};

/** Braces mean something in sentences. */
const plain = (text: string): string => text.replaceAll(/[{}]/g, '');

const idOf = (rule: TreeMap, title: string): string => {
  const id = textMember(rule, 'id');
  if (id === undefined)
    return `sigma.${title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 80)}`;
  if (!UUID.test(id))
    throw new RuleRefusal(rule.entries.get('id')?.line ?? rule.line, 'The id is no UUID.');
  return `sigma.${id.toLowerCase()}`;
};

const specOf = (
  rule: TreeMap,
  title: string,
  aggregation: Aggregation | undefined,
  windowSeconds: number | undefined,
): RuleSpec => {
  const level = textMember(rule, 'level') ?? 'medium';
  const severity = LEVELS.get(level.toLowerCase());
  if (severity === undefined)
    throw new RuleRefusal(
      rule.entries.get('level')?.line ?? rule.line,
      `There is no level ${level}.`,
    );
  const author = plain(textMember(rule, 'author') ?? 'an unnamed author');
  const licence = plain(textMember(rule, 'license') ?? 'Detection Rule License (DRL) 1.1');
  const alarms = textsMember(rule, 'falsepositives').filter(
    (text) => !/^(?:unknown|none)$/i.test(text),
  );
  return {
    id: idOf(rule, title),
    title,
    description: `${textMember(rule, 'description')?.trim() ?? title} (Sigma rule by ${author}, ${licence})`,
    severity,
    techniques: textsMember(rule, 'tags').flatMap(techniqueOf),
    nextSteps: [
      ...alarms.map((text) => `Known false alarm: ${text}`),
      'Ask whoever the identity belongs to whether they did this, and look at what else the session did.',
    ],
    references: [...textsMember(rule, 'references'), LICENCE_PAGE],
    when: [],
    // What AWS does for itself is the rule's own business.
    callers: { aws: 'same' },
    because: `{actor} called {action} from {ip}: "${plain(title)}", a Sigma rule by ${author}.`,
    ...counted(aggregation, windowSeconds),
  };
};

const counted = (
  aggregation: Aggregation | undefined,
  windowSeconds: number | undefined,
): Partial<RuleSpec> =>
  aggregation === undefined
    ? {}
    : {
        group: aggregation.by === undefined ? ['account'] : [`$.${aggregation.by}`],
        distinct: aggregation.of === undefined ? undefined : `$.${aggregation.of}`,
        threshold: aggregation.threshold,
        windowSeconds: windowSeconds ?? 3600,
      };

/** `attack.t1098.001`; names of tactics and other tags say nothing here. */
const techniqueOf = (tag: string): readonly string[] => {
  const [, id] = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag) ?? [];
  if (id === undefined) return [];
  const whole = currentTechnique(id.toUpperCase());
  const [main = whole] = whole.split('.');
  return [isTechniqueKnown(whole) || !isTechniqueKnown(main) ? whole : main];
};
