import {
  type GlobToken,
  network,
  parseSelector,
  type RecordCondition,
  type RecordSelector,
  type RecordTest,
  recordRegex,
} from '@gatehouse/patterns';
import { RuleRefusal, type Tree } from '../yaml-tree.ts';

const ANY = { any: 'text' } as const;
const ONE = { any: 'character' } as const;
const PLACES = new Set(['contains', 'startswith', 'endswith']);
const ORDERS: ReadonlyMap<string, '<' | '<=' | '>' | '>='> = new Map([
  ['lt', '<'],
  ['lte', '<='],
  ['gt', '>'],
  ['gte', '>='],
]);
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['windash', 'Records of CloudTrail hold no command lines, which windash is for.'],
  ['base64', 'base64 is for contents that records of CloudTrail do not hold.'],
  ['base64offset', 'base64offset is for contents that records of CloudTrail do not hold.'],
  ['wide', 'wide is for contents that records of CloudTrail do not hold.'],
  ['utf16', 'utf16 is for contents that records of CloudTrail do not hold.'],
  ['utf16le', 'utf16le is for contents that records of CloudTrail do not hold.'],
  ['utf16be', 'utf16be is for contents that records of CloudTrail do not hold.'],
  ['expand', 'Placeholders of expand have no values here: write the values into the rule.'],
]);
const KNOWN = new Set([
  'all',
  'cased',
  're',
  'i',
  'm',
  's',
  'cidr',
  'exists',
  'fieldref',
  'neq',
  ...PLACES,
  ...ORDERS.keys(),
]);

/** `eventName|contains|all`, or without a field the search in the whole record. */
export interface FieldTest {
  readonly subject: RecordSelector | undefined;
  readonly modifiers: ReadonlySet<string>;
  readonly line: number;
}

/** @throws RuleRefusal */
export const fieldTest = (key: string, line: number): FieldTest => {
  const [name = '', ...modifiers] = key.split('|');
  for (const modifier of modifiers) {
    const reason = REFUSED.get(modifier);
    if (reason !== undefined) throw new RuleRefusal(line, reason);
    if (!KNOWN.has(modifier)) throw new RuleRefusal(line, `The modifier ${modifier} is not known.`);
  }
  return {
    subject: name === '' ? undefined : selectorOf(name, line),
    modifiers: new Set(modifiers),
    line,
  };
};

/** `requestParameters.instancesSet.items`: through arrays without saying so. */
const selectorOf = (name: string, line: number): RecordSelector => {
  const parts = name.split('.').map((part) => {
    const [, member = part, index = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(part) ?? [];
    return `['${member}']${index}`;
  });
  const steps = name.includes("'") ? undefined : parseSelector(`$.${parts.join('.')}`)?.steps;
  if (steps === undefined) throw new RuleRefusal(line, `${name} is no name of a field.`);
  return { steps, flattens: true };
};

/** A value's test, or the values' tests: any of them, or all. @throws RuleRefusal */
export const valuesCondition = (field: FieldTest, values: Tree): RecordCondition => {
  if (values.kind === 'map')
    throw new RuleRefusal(values.line, 'A field is compared with values, not with a map.');
  const items = values.kind === 'list' ? values.items : [values];
  if (items.length === 0) throw new RuleRefusal(values.line, 'A list of values is empty.');
  const of = items.map((item) => valueCondition(field, item));
  const [only] = of;
  if (of.length === 1 && only !== undefined) return only;
  const all = field.modifiers.has('all') !== field.modifiers.has('neq');
  return { kind: all ? 'all' : 'any', of };
};

const valueCondition = (field: FieldTest, item: Tree): RecordCondition => {
  if (item.kind !== 'value')
    throw new RuleRefusal(item.line, 'A value must be a text, a number, true, false or null.');
  const { subject, modifiers } = field;
  if (modifiers.has('exists')) return existsCondition(field, item.value, item.line);
  const test = testOf(field, item.value, item.line);
  const condition: RecordCondition =
    subject === undefined ? { kind: 'anywhere', test } : { kind: 'test', subject, test };
  return modifiers.has('neq') ? { kind: 'not', of: condition } : condition;
};

const existsCondition = ({ subject }: FieldTest, value: unknown, line: number): RecordCondition => {
  if (subject === undefined || typeof value !== 'boolean')
    throw new RuleRefusal(line, 'exists wants a field, and true or false.');
  const absent: RecordCondition = { kind: 'test', subject, test: { kind: 'absent' } };
  return value ? { kind: 'not', of: absent } : absent;
};

type Value = string | number | boolean | null;

const testOf = (field: FieldTest, value: Value, line: number): RecordTest => {
  const { modifiers } = field;
  const cased = modifiers.has('cased');
  for (const [name, operator] of ORDERS) {
    if (!modifiers.has(name)) continue;
    const bound = Number(value);
    if (value === null || value === '' || !Number.isFinite(bound))
      throw new RuleRefusal(line, `${name} wants a number.`);
    return { kind: 'order', operator, bound };
  }
  if (modifiers.has('fieldref')) {
    const other = selectorOf(String(value), line);
    const how = placeOf(modifiers) ?? 'equals';
    return { kind: 'field', other: { text: String(value), steps: other.steps }, how, cased };
  }
  if (modifiers.has('cidr')) {
    const found = network(String(value));
    if (typeof found === 'string') throw new RuleRefusal(line, `${found}.`);
    return { kind: 'network', network: found };
  }
  if (modifiers.has('re')) return regexTest(modifiers, String(value), line);
  if (value === null) return { kind: 'null' };
  if (typeof value === 'number' && field.subject !== undefined && placeOf(modifiers) === undefined)
    return { kind: 'number', number: value };
  return { kind: 'text', tokens: placed(globTokens(String(value)), field), cased };
};

const placeOf = (
  modifiers: ReadonlySet<string>,
): 'contains' | 'startswith' | 'endswith' | undefined => {
  for (const place of ['contains', 'startswith', 'endswith'] as const)
    if (modifiers.has(place)) return place;
  return undefined;
};

const regexTest = (modifiers: ReadonlySet<string>, source: string, line: number): RecordTest => {
  if (modifiers.has('m') || modifiers.has('s'))
    throw new RuleRefusal(line, 'The flags m and s of regular expressions are not followed.');
  const regex = recordRegex(source, modifiers.has('i'));
  if ('problem' in regex) throw new RuleRefusal(line, regex.problem);
  return { kind: 'regex', regex };
};

/** Words without a field are looked for anywhere in a text. */
const placed = (
  tokens: readonly GlobToken[],
  { subject, modifiers }: FieldTest,
): readonly GlobToken[] => {
  const place = placeOf(modifiers) ?? (subject === undefined ? 'contains' : undefined);
  return [
    ...(place === 'contains' || place === 'endswith' ? [ANY] : []),
    ...tokens,
    ...(place === 'contains' || place === 'startswith' ? [ANY] : []),
  ];
};

/** `*` and `?` stand for others; a backslash makes them, and itself, mean themselves. */
export const globTokens = (text: string): readonly GlobToken[] => {
  const tokens: GlobToken[] = [];
  let run = '';
  const flush = (): void => {
    if (run !== '') tokens.push(run);
    run = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      run += next;
      at += 1;
    } else if (char === '*' || char === '?') {
      flush();
      tokens.push(char === '*' ? ANY : ONE);
    } else {
      run += char;
    }
  }
  flush();
  return tokens;
};
