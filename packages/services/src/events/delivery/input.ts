import type { Rule, Target } from '../model.ts';
import { eventTime } from '../routing/envelope.ts';
import { compactJson, parsePath, textAt } from '../routing/json-text.ts';

/** What a transformer made is not JSON. */
export class InvalidInputError extends Error {}

export interface MatchedEvent {
  /** The event as its bus has it. */
  readonly text: string;
  readonly acceptedAt: Date;
}

type RuleNames = Pick<Rule, 'arn' | 'name'>;

const PLACEHOLDER = /<([^<>\s]{1,256})>/gy;
const RESERVED = 'aws.events.';
/** More than any target takes. */
const MOST_CHARACTERS = 1024 * 1024 + 4096;

/** What stands at a path, as JSON text; undefined for nothing. */
const at = (text: string, path: string): string | undefined => {
  const steps = parsePath(path);
  return steps === undefined ? undefined : textAt(text, steps);
};

/** `<aws.events.event>`: the event without its detail, its type under the name that AWS gives it here. */
const withoutDetail = (text: string): string => {
  const member = (path: string): string => at(text, path) ?? 'null';
  return `{"id":${member('$.id')},"account":${member('$.account')},"detailType":${member('$.detail-type')},"time":${member('$.time')},"source":${member('$.source')},"region":${member('$.region')},"resources":${member('$.resources')},"version":${member('$.version')}}`;
};

/** The JSON text of a variable; undefined when no such variable is known. */
type Variables = (name: string) => string | undefined;

const reserved = (name: string, event: MatchedEvent, rule: RuleNames): string | undefined => {
  switch (name) {
    case 'aws.events.rule-arn':
      return JSON.stringify(rule.arn);
    case 'aws.events.rule-name':
      return JSON.stringify(rule.name);
    case 'aws.events.event.ingestion-time':
      return JSON.stringify(eventTime(event.acceptedAt));
    case 'aws.events.event':
      return withoutDetail(event.text);
    case 'aws.events.event.json':
      return event.text;
    default:
      return undefined;
  }
};

/** A path that leads nowhere makes an empty text. */
const variablesOf = (
  paths: Readonly<Record<string, string>>,
  event: MatchedEvent,
  rule: RuleNames,
): Variables => {
  // A template may name the same variable hundreds of times.
  const known = new Map<string, string | undefined>();
  const read = (name: string): string | undefined => {
    if (name.startsWith(RESERVED)) return reserved(name, event, rule);
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
    return path === undefined ? undefined : (at(event.text, path) ?? '""');
  };
  return (name) => {
    if (!known.has(name)) known.set(name, read(name));
    return known.get(name);
  };
};

/** Inside a string: a text as it is written in the event, anything else without its quotes. */
const inString = (json: string): string =>
  json.startsWith('"') ? json.slice(1, -1) : json.replaceAll('"', '');

/** In a template without any quotes: a text itself. */
const inPlainText = (json: string): string =>
  json.startsWith('"') ? (JSON.parse(json) as string) : json;

const fill = (template: string, variables: Variables): string => {
  const isPlain = !template.includes('"') && !/^\s*[{[]/.test(template);
  let filled = '';
  let quoted = false;
  let position = 0;
  while (position < template.length) {
    PLACEHOLDER.lastIndex = position;
    const found = PLACEHOLDER.exec(template);
    const value = found === null ? undefined : variables(found[1] ?? '');
    if (value !== undefined) {
      filled += quoted ? inString(value) : isPlain ? inPlainText(value) : value;
      position = PLACEHOLDER.lastIndex;
      if (filled.length > MOST_CHARACTERS)
        throw new InvalidInputError('The input that the template makes is too long.');
      continue;
    }
    const char = template.charAt(position);
    const taken = quoted && char === '\\' ? template.slice(position, position + 2) : char;
    if (char === '"') quoted = !quoted;
    filled += taken;
    position += taken.length;
  }
  return filled;
};

const transformed = (template: string, variables: Variables): string => {
  const text = fill(template, variables);
  if (!/^\s*[{[]/.test(template)) return text;
  try {
    JSON.parse(text);
  } catch {
    throw new InvalidInputError('The input that the template makes is not valid JSON.');
  }
  return compactJson(text);
};

/**
 * What a target gets for an event: the event, its constant, a part of the event, or what its template makes (Amazon
 * EventBridge User Guide, "Input transformation"). @throws InvalidInputError
 */
export const inputFor = (target: Target, event: MatchedEvent, rule: RuleNames): string => {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return at(event.text, target.InputPath) ?? 'null';
  const { InputTemplate: template, InputPathsMap: paths = {} } = target.InputTransformer ?? {};
  return template === undefined
    ? event.text
    : transformed(template, variablesOf(paths, event, rule));
};

/** A parameter of a target that may name a path of the event (User Guide, "Dynamic path parameters"). */
export const dynamic = (value: string, event: MatchedEvent): string => {
  if (!value.startsWith('$.')) return value;
  const found = at(event.text, value);
  return found === undefined ? '' : inPlainText(found);
};
