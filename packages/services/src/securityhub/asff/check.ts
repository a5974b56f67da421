import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { findingRules, type Rule } from './rules.ts';
import { instantOf } from './timestamps.ts';

const NOT_BLANK = /\S/;
const ACCOUNT = /^\d{12}$/;

/** The first thing in which a finding is against the format, in the words that AWS's answer has after `Format. `. */
export const formatComplaint = (finding: AwsSecurityFinding): string | undefined =>
  severityComplaint(finding) ?? ruleComplaint(finding, findingRules);

export const ruleComplaint = (value: unknown, rules: Rule): string | undefined => {
  // Nearly all findings are sound, and for those no path is spelled out.
  if (isSound(value, rules)) return undefined;
  return complaint(value, rules, 'data');
};

const isSound = (value: unknown, rule: Rule | undefined): boolean =>
  complaint(value, rule, undefined) === undefined;

/** API_Severity: the finding must have a severity, with a label or a number. */
const severityComplaint = ({
  Severity,
  FindingProviderFields,
}: AwsSecurityFinding): string | undefined => {
  const given = FindingProviderFields?.Severity ?? Severity;
  if (given === undefined)
    return "data should have required property 'Severity', data should have required property 'FindingProviderFields', data should match some schema in anyOf";
  const hasNumber = 'Normalized' in given && given.Normalized !== undefined;
  if (given.Label !== undefined || hasNumber || Severity?.Label !== undefined) return undefined;
  return "data.Severity should have required property 'Label', data.Severity should have required property 'Normalized', data.Severity should match some schema in anyOf";
};

// A walk without a path only asks whether there is a complaint.
const complaint = (
  value: unknown,
  rule: Rule | undefined,
  path: string | undefined,
): string | undefined => {
  if (typeof value === 'string') {
    const found = textComplaint(value, rule);
    return found === undefined ? undefined : `${path ?? ''} ${found}`;
  }
  if (typeof value === 'number') {
    const found = rule?.range === undefined ? undefined : rangeComplaint(value, rule.range);
    return found === undefined ? undefined : `${path ?? ''} ${found}`;
  }
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return listComplaint(value, rule, path);
  return rule?.map === undefined
    ? structureComplaint(value, rule, path)
    : mapComplaint(value, rule.map, rule.blank === true, path);
};

const textComplaint = (text: string, rule: Rule | undefined): string | undefined => {
  if (rule?.oneOf !== undefined)
    return rule.oneOf.includes(text) ? undefined : 'should be equal to one of the allowed values';
  if (rule?.form === 'time')
    return instantOf(text) === undefined ? 'should match format "date-time"' : undefined;
  if (rule?.form === 'account')
    return ACCOUNT.test(text) ? undefined : 'should match pattern "^[0-9]{12}$"';
  const [least, most] = rule?.length ?? [1, Infinity];
  if (text.length < least) return `should NOT be shorter than ${least} characters`;
  // Characters are counted only where code units leave a doubt.
  if (text.length > most && codePoints(text) > most)
    return `should NOT be longer than ${most} characters`;
  return NOT_BLANK.test(text) ? undefined : 'should match pattern ".*\\S.*"';
};

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const rangeComplaint = (
  value: number,
  [least, most]: readonly [number, number],
): string | undefined => {
  if (value < least) return `should be >= ${least}`;
  return value > most ? `should be <= ${most}` : undefined;
};

const listComplaint = (
  list: readonly unknown[],
  rule: Rule | undefined,
  path: string | undefined,
): string | undefined => {
  const [least, most] = rule?.items ?? [0, Infinity];
  if (list.length < least) return `${path ?? ''} should NOT have fewer than ${least} items`;
  if (list.length > most) return `${path ?? ''} should NOT have more than ${most} items`;
  const each = rule?.members === undefined ? rule?.each : rule;
  for (const [index, item] of list.entries()) {
    const at = path === undefined ? undefined : `${path}[${index}]`;
    // The count of items is of the list, not of the lists in it.
    const found = Array.isArray(item) ? complaint(item, undefined, at) : complaint(item, each, at);
    if (found !== undefined) return found;
  }
  return undefined;
};

const structureComplaint = (
  structure: object,
  rule: Rule | undefined,
  path: string | undefined,
): string | undefined => {
  const members = rule?.members;
  for (const name of Object.keys(structure)) {
    const value: unknown = Reflect.get(structure, name);
    if (value === undefined) continue;
    const at = path === undefined ? undefined : `${path}.${name}`;
    const found = complaint(value, members?.get(name), at);
    if (found !== undefined) return found;
  }
  return undefined;
};

const mapComplaint = (
  map: object,
  limits: NonNullable<Rule['map']>,
  mayBeBlank: boolean,
  path: string | undefined,
): string | undefined => {
  const names = Object.keys(map);
  if (names.length > limits.entries)
    return `${path ?? ''} should NOT have more than ${limits.entries} properties`;
  for (const name of names) {
    if (name.length === 0 || name.length > limits.key)
      return `${path ?? ''} property name '${name.slice(0, limits.key)}' is invalid`;
    const value: unknown = Reflect.get(map, name);
    if (mayBeBlank && value === '') continue;
    const rule: Rule = { length: [1, limits.value] };
    const found = complaint(value, rule, path === undefined ? undefined : `${path}['${name}']`);
    if (found !== undefined) return found;
  }
  return undefined;
};
