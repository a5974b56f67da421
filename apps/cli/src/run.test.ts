import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { gatehouse } from './terminal.fixture.ts';
import { wantsColour } from './terminal.ts';

test('help names every command, and each explains itself', async () => {
  const { code, out } = await gatehouse(['help']);

  expect(code).toBe(0);
  for (const { name } of COMMANDS) {
    expect(out).toContain(`  ${name} `);
    const asked = await gatehouse([...name.split(' '), '--help']);
    expect(asked).toEqual(await gatehouse(['help', ...name.split(' ')]));
    expect(asked.code).toBe(0);
    expect(asked.out).toMatch(new RegExp(`^usage: gatehouse ${name}`));
  }
});

test.for([
  [[], 0],
  [['--help'], 0],
  [['policy', '--help'], 0],
  [['help', 'policy'], 0],
  [['--version'], 0],
  [['policy'], 2],
  [['polici'], 2],
  [['policy', 'expain'], 2],
  [['help', 'expain'], 2],
  [['version', '--nonsense'], 2],
  [['policy', 'explain'], 2],
  [['policy', 'explain', '--action', 'notaction'], 2],
  [['policy', 'explain', '--action', 'a:B', '--principal', 'arn:aws:s3:::x'], 2],
  [['policy', 'explain', '--action', 'a:B', '--context', 'novalue'], 2],
  [['policy', 'validate'], 2],
  [['policy', 'validate', '/nonexistent/policy.json'], 3],
  [['policy', 'validate', '--type', 'other', '-'], 2],
  [['env', '--shell', 'tcsh'], 2],
  [['env', '--data', '/nonexistent'], 3],
] as const)('gatehouse %j ends with %i and no stack', async ([args, expected]) => {
  const { code, out, err } = await gatehouse(args);

  expect(code).toBe(expected);
  expect(expected === 0 ? out : err).not.toBe('');
  expect(out + err).not.toMatch(/^\s+at /m);
});

test('whatever is written behind a policy command, it answers and never crashes', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      '--json',
      '--action',
      's3:GetObject',
      '--principal',
      '*',
      '--context',
      'a=b',
      '--scp',
      '-',
      '--',
      '--type',
    ),
    fc.string({ maxLength: 8 }).filter((text) => text !== '--live'),
  );
  const commands = ['explain', 'simulate', 'validate', 'check-access', 'check-new-access'];

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...commands),
      fc.array(word, { maxLength: 6 }),
      async (name, words) => {
        const { code, err } = await gatehouse(['policy', name, ...words], { input: '{}' });

        expect([0, 1, 2, 3]).toContain(code);
        expect(err).not.toMatch(/^\s+at /m);
      },
    ),
    { numRuns: 200 },
  );
});

test.for([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
] as const)('on a terminal (%s) with %j colours are %s', ([isTerminal, environment, expected]) => {
  expect(wantsColour(isTerminal, environment)).toBe(expected);
});
