import { expect, test } from 'vitest';
import { matcher } from './cluster-query.ts';

const known = new Map<string, string | undefined>([
  ['ecs.instance-type', 't3.large'],
  ['disk', 'ssd'],
  ['slots', '12'],
  ['bare', undefined],
]);

test.for([
  ['attribute:disk == ssd', true],
  ['attribute:disk != ssd', false],
  ['attribute:disk equals ssd', true],
  ['attribute:none != ssd', true],
  ['attribute:ecs.instance-type =~ t3.*', true],
  ['attribute:ecs.instance-type =~ .*large', true],
  ['attribute:ecs.instance-type =~ t3', false],
  ['attribute:ecs.instance-type !~ m5.*', true],
  ['attribute:ecs.instance-type in [t2.small, t3.large]', true],
  ['attribute:disk not_in [hdd]', true],
  ['attribute:disk !in [ssd]', false],
  ['attribute:bare exists', true],
  ['attribute:none exists', false],
  ['attribute:none !exists', true],
  ['attribute:none not_exists', true],
  ['attribute:slots > 9', true],
  ['attribute:slots >= 12', true],
  ['attribute:slots < 9', false],
  ['attribute:disk == ssd and attribute:slots <= 12', true],
  ['attribute:disk == hdd || attribute:slots == 12', true],
  ['not (attribute:disk == hdd or attribute:slots == 1)', true],
  ['!(attribute:disk == ssd)', false],
] as const)('%s is %s', ([expression, expected]) => {
  expect(matcher(expression)(known)).toBe(expected);
});

test.for([
  [''],
  ['disk == ssd'],
  ['attribute:disk'],
  ['attribute:disk =='],
  ['attribute:disk in ssd'],
  ['attribute:disk in [ssd'],
  ['(attribute:disk == ssd'],
  ['attribute:disk == ssd attribute:x == y'],
  ['attribute:disk =~ (a+)+'],
  ['attribute:disk ~ ssd'],
  ['('.repeat(100)],
  ['!'.repeat(1000)],
  ['x'.repeat(3000)],
])('%s is no query', ([expression = '']) => {
  expect(() => matcher(expression)).toThrow(
    expect.objectContaining({ name: 'InvalidParameterException' }),
  );
});

test('a pattern of many stars is matched in an instant', () => {
  const matches = matcher(`attribute:a =~ ${'.*a'.repeat(500)}b`);

  expect(matches(new Map([['a', 'a'.repeat(5000)]]))).toBe(false);
});
