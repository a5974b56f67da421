import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { holds, parseRule } from './rule.ts';

const STATES = new Map<string, StateValue>([
  ['up', 'ALARM'],
  ['down', 'OK'],
  ['none', 'INSUFFICIENT_DATA'],
  ['with space', 'ALARM'],
  ['q"uote', 'ALARM'],
  ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:up', 'ALARM'],
]);

test.for([
  ['TRUE', true],
  ['false', false],
  ['ALARM(up)', true],
  ['OK(up)', false],
  ['OK("down")', true],
  ['INSUFFICIENT_DATA(none)', true],
  ['ALARM("with space")', true],
  ['ALARM( with space )', true],
  ['ALARM("q\\"uote")', true],
  ['ALARM(arn:aws:cloudwatch:us-east-1:111122223333:alarm:up)', true],
  ['ALARM("arn:aws:cloudwatch:us-east-1:111122223333:alarm:up")', true],
  ['NOT ALARM(up)', false],
  ['NOT NOT ALARM(up)', true],
  ['NOT (ALARM(up) AND ALARM(down))', true],
  ['ALARM(up) OR ALARM(down) AND FALSE', true],
  ['(ALARM(up) OR ALARM(down)) AND FALSE', false],
  ['NOT FALSE AND FALSE', false],
  ['FALSE OR\n\tNOT\nALARM(down)', true],
  ['ALARM(OK)', false],
] as const)('%s is %s', ([text, expected]) => {
  const parsed = parseRule(text);

  if ('error' in parsed) throw new Error(parsed.error);
  expect(holds(parsed.rule, (name) => STATES.get(name))).toBe(expected);
});

test.for([
  ['', 1],
  ['ALARM', 6],
  ['ALARM()', 7],
  ['ALARM(""  )', 7],
  ['ALARM("a)', 7],
  ['ALARM(a', 8],
  ['ALARM(a) ALARM(b)', 10],
  ['ALARM(a) AND', 13],
  ['(ALARM(a)', 10],
  ['ALARM(a))', 9],
  ['MAYBE(a)', 1],
  ['ALARM(a) && OK(b)', 10],
  ['NOT', 4],
] as const)('%s is refused at character %i', ([text, at]) => {
  expect(parseRule(text)).toMatchObject({ at });
});

test('a rule names each alarm once, and has at most 500 elements', () => {
  expect(parseRule('ALARM(a) OR OK("a") OR ALARM(b)')).toMatchObject({ alarms: ['a', 'b'] });
  expect(parseRule(Array.from({ length: 500 }, () => 'TRUE').join(' AND '))).toHaveProperty('rule');
  expect(parseRule(Array.from({ length: 501 }, () => 'TRUE').join(' AND '))).toHaveProperty(
    'error',
  );
  expect(parseRule(`${'('.repeat(499)}TRUE${')'.repeat(499)}`)).toHaveProperty('rule');
  expect(parseRule(`${'('.repeat(5000)}TRUE`)).toHaveProperty('error');
  expect(parseRule(`${'NOT '.repeat(2500)}TRUE`)).toHaveProperty('rule');
});
