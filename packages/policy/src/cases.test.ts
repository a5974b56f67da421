import { describe, expect, test } from 'vitest';
import { caseFiles, caseRequest, compileCase } from './case-file.fixture.ts';
import { decide, explain } from './index.ts';
import { referenceDecision } from './reference.fixture.ts';

describe.each([...caseFiles()])('%s', (_, cases) => {
  test.for(cases.map((found) => [found.name, found] as const))('%s', ([, found]) => {
    const request = caseRequest(found);
    const policies = compileCase(found.policies);

    const decision = decide(request, policies);

    expect(decision).toMatchObject(found.expect);
    expect(explain(request, policies).decision).toEqual(decision);
    expect(referenceDecision(found)).toEqual(found.expect);
  });
});

test.for([...caseFiles()])(
  'every case of %s says where its answer comes from, under a name of its own',
  ([, cases]) => {
    expect(cases.filter(({ source }) => source.length < 10)).toEqual([]);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  },
);
