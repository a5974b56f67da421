import { expect, test } from 'vitest';
import type { JsonObject, Severity } from '../model.ts';
import { createRules } from './create-rules.ts';
import { eventOf, record, session, times } from './rules.fixture.ts';

const READS = [
  'ListUsers',
  'ListRoles',
  'ListGroups',
  'ListPolicies',
  'GetAccountSummary',
  'ListMFADevices',
];

/** A round of a vendor's role, with credentials of its own. */
const round = (day: number, sourceIPAddress = '203.0.113.7'): readonly JsonObject[] =>
  READS.map((name) =>
    record(
      `iam:${name}`,
      {},
      {
        ...session('vendor', `round-${day}`),
        eventTime: `2026-03-${String(day).padStart(2, '0')}T10:00:00Z`,
        sourceIPAddress,
      },
    ),
  );

const severities = (
  detector: ReturnType<typeof createRules>,
  records: readonly JsonObject[],
): readonly Severity[] =>
  records
    .flatMap((raw) => detector.observe(eventOf(raw)))
    .filter(({ rule }) => rule.id === 'attack.identity-enumeration')
    .map(({ rule }) => rule.severity);

test('what is done from one network day after day is told with less weight, and with all from elsewhere', () => {
  const detector = createRules();

  expect(times(4, (at) => severities(detector, round(at + 1))[0])).toEqual([
    'MEDIUM',
    'MEDIUM',
    'MEDIUM',
    'LOW',
  ]);
  expect(severities(detector, round(5, '198.51.100.9'))).toEqual(['MEDIUM']);
});

test('a habit survives a restart', () => {
  const before = createRules();
  for (const at of [1, 2, 3]) severities(before, round(at));
  const detector = createRules();
  detector.restore(JSON.parse(JSON.stringify([...before.state()])));

  expect(severities(detector, round(4))).toEqual(['LOW']);
});

test('doing it often on one day is no habit', () => {
  const detector = createRules();
  const many = times(6, () => severities(detector, round(1))[0]);

  expect(many.filter((severity) => severity === 'LOW')).toEqual([]);
});
