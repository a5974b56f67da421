import { expect, test } from 'vitest';
import { circumstances, NOW, secret } from './compliance.fixture.ts';
import { csvOf } from './csv.ts';
import { DEFAULT_PARAMETERS, type SecretFacts } from './model.ts';
import { failureOf } from './reading/failures.ts';
import { rowsOf } from './rows.ts';
import { judge } from './rules/rules.ts';

const report = (...facts: readonly SecretFacts[]) => ({
  at: NOW,
  parameters: DEFAULT_PARAMETERS,
  places: [],
  excluded: [],
  unread: [],
  secrets: facts.map((one) => ({ secret: one, judgements: judge(one, circumstances()) })),
});

test('what fails comes first, and a table of it runs no formula of a foreign name', () => {
  const rows = rowsOf(report(secret(), secret({ name: '=cmd()', age: 99 })));
  const [header = '', first = ''] = csvOf(rows).split('\r\n');

  expect(header.split(',').slice(0, 4)).toEqual(['account', 'region', 'secret', 'rule']);
  expect(first).toContain(',failed,');
  expect(csvOf(rows)).toContain(",'=cmd(),old-value,");
  expect(csvOf(rows)).toContain('"Its rotation is not enabled, and it has never rotated."');
});

test.for([
  ['no JSON', undefined],
  ['null', undefined],
  ['{"additionalEventData":{"SecretId":7},"eventTime":"2026-06-01T00:00:00Z"}', undefined],
  ['{"additionalEventData":{"SecretId":"arn"},"eventTime":"never"}', undefined],
  ['{"additionalEventData":{"SecretId":"arn"},"eventTime":"2026-06-01T00:00:00Z"}', 'arn'],
] as const)('the record %s is a failure of %s', ([json, arn]) => {
  expect(failureOf(json)?.arn).toBe(arn);
});
