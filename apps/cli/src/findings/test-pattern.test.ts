import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatehouse } from '../terminal.fixture.ts';

let folder = '';

const event = (eventName: string): object => ({ source: 'aws.s3', detail: { eventName } });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  write('pattern.json', { source: ['aws.s3'], detail: { eventName: [{ prefix: 'Delete' }] } });
  write('wrong.json', '{"source": "aws.s3"}');
  write('one.json', event('DeleteBucket'));
  write('list.json', [event('DeleteBucket'), event('PutObject')]);
  write(
    'lines.ndjson',
    `${JSON.stringify(event('DeleteBucket'))}\n\n${JSON.stringify(event('x'))}\n`,
  );
  write('broken.ndjson', `${JSON.stringify(event('DeleteBucket'))}\nnot json\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tested = (...args: readonly string[]) =>
  gatehouse(['events', 'test-pattern', '--pattern', 'pattern.json', ...args], { folder });

test('an event that matches', async () => {
  expect(await tested('one.json')).toEqual({ code: 0, out: 'one.json matches\n', err: '' });
});

test.for(['list.json', 'lines.ndjson'] as const)(
  '%s: the event that does not, and why',
  async (file) => {
    const { code, out } = await tested(file);
    expect(code).toBe(1);
    expect(out).toContain(
      `${file}:1 matches\n${file}:2 does not match\n  detail.eventName: The value`,
    );
  },
);

test('in JSON each event is an explanation', async () => {
  const { out } = await tested('--json', 'list.json');
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { event: 'list.json:1', matched: true },
    { event: 'list.json:2', matched: false },
  ]);
});

test('a pattern that is none, a file that is no JSON and no file at all are wrong usage', async () => {
  const wrong = await gatehouse(['events', 'test-pattern', '--pattern', 'wrong.json', 'one.json'], {
    folder,
  });
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('Event pattern is not valid. Reason: ');
  expect(await tested('broken.ndjson')).toMatchObject({
    code: 2,
    err: expect.stringContaining('line 2'),
  });
  expect(await tested()).toMatchObject({ code: 2 });
});
