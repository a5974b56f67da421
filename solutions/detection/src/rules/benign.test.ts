import { expect, test } from 'vitest';
import { isAtLeast } from '../severity.ts';
import { benignDay } from './benign.fixture.ts';
import { chosenRules } from './create-rules.ts';
import { told } from './rules.fixture.ts';
import { isTechniqueKnown } from './techniques.ts';

test.for([1, 2])('a working day where nothing is wrong tells nothing of weight (%i)', (start) => {
  const weighty = told(benignDay(start)).filter(({ severity }) => isAtLeast(severity, 'MEDIUM'));

  expect(weighty.map(({ rule, because }) => [rule, because])).toEqual([]);
});

test('every shipped rule says what it is about', () => {
  const rules = chosenRules({ parameters: { networks: ['10.0.0.0/8'] } });

  expect(new Set(rules.map(({ spec }) => spec.id)).size).toBe(rules.length);
  for (const { spec, origin } of rules) {
    expect(spec.id).toMatch(new RegExp(`^${origin}\\.[a-z0-9-]+$`));
    expect([spec.id, spec.techniques.filter((id) => !isTechniqueKnown(id))]).toEqual([spec.id, []]);
    expect(
      spec.techniques.length * spec.nextSteps.length * spec.description.length,
    ).toBeGreaterThan(0);
    // Between other characters a star is a star: hardly ever what is meant.
    for (const pattern of spec.when) expect(pattern).not.toMatch(/= "[^"*]+\*[^"*]+"/);
  }
});
