import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignment, quoted, removal } from './shell-quoting.ts';

// What no environment variable can hold.
const text = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((value) => value.replaceAll('\0', ''));
const wellFormed = text.filter((value) => value.isWellFormed());

const printed = (shell: string, script: string): string =>
  execFileSync(shell, ['-c', script], { encoding: 'utf8' });

test('sh reads back whatever was quoted', () => {
  const values = fc.sample(wellFormed, 200);
  const script = values.map((value) => `printf '%s\\0' ${quoted(value, 'sh')}`).join('\n');

  expect(printed('sh', script).split('\0').slice(0, -1)).toEqual(values);
});

test('an assignment that is evaluated sets the variable and runs nothing', () => {
  const hostile = `a'b"c $(touch /tmp/x) \`id\` $HOME \\ \n;exit 3`;

  const script = `eval ${quoted(assignment('AWS_PROFILE', hostile, 'sh'), 'sh')}\nprintf %s "$AWS_PROFILE"`;

  expect(printed('sh', script)).toBe(hostile);
});

test.skipIf(!existsSync('/usr/bin/fish'))('fish reads back whatever was quoted', () => {
  const values = fc.sample(wellFormed, 50);
  const script = values.map((value) => `printf '%s\\0' ${quoted(value, 'fish')}`).join('\n');

  expect(printed('/usr/bin/fish', script).split('\0').slice(0, -1)).toEqual(values);
});

test('each shell gets its own words', () => {
  const value = String.raw`it's \ ‘here’`;

  expect(assignment('A', value, 'fish')).toBe(String.raw`set -gx A 'it\'s \\ ‘here’';`);
  // PowerShell would end the text at a typographic quotation mark.
  expect(assignment('A', value, 'powershell')).toBe(String.raw`$env:A = 'it''s \ ‘‘here’’'`);
  expect(['sh', 'fish', 'powershell'].map((shell) => removal('A', shell as 'sh'))).toEqual([
    'unset A',
    'set -e A;',
    'Remove-Item Env:A',
  ]);
});
