import { expect, test } from 'vitest';
import { conditionSecrets } from './condition-secrets.ts';

const SECRET = 'a-secret-of-sixteen-and-more';

test('secrets are read by the name of their source; without a file there are none', () => {
  const read = (): string => JSON.stringify({ pagerduty: SECRET });

  expect(conditionSecrets('file', read).get('pagerduty')).toBe(SECRET);
  expect(conditionSecrets(undefined, read).size).toBe(0);
});

test.for([
  ['is no JSON', `{"pagerduty": "${SECRET}"`],
  ['has a short secret', '{"pagerduty": "short"}'],
  ['is a list', `["${SECRET}"]`],
] as const)('a file that %s is refused without a word of what is in it', ([, text]) => {
  let message = '';
  try {
    conditionSecrets('the-file', () => text);
  } catch (error) {
    message = String(error);
  }

  expect(message).toContain('the-file');
  expect(message).not.toContain(SECRET);
});
