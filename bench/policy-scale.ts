import {
  type NamedPolicy,
  type PolicySet,
  compilePolicy,
  decide,
  requestContext,
} from '@gatehouse/policy';
import { ACCOUNT, principal, questions, rawKeys } from './abac-questions.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { interleaved } from './measure.ts';

const STATEMENTS = 1000;
const PER_POLICY = 20;
const ROUNDS = 15;

/** The statement that the questions are about. */
const RELEVANT = {
  Effect: 'Allow',
  Action: ['DeleteCluster', 'UpdateService', 'StopTask', 'DescribeTasks', 'DeleteTaskSet'].map(
    (name) => `ecs:${name}`,
  ),
  Resource: '*',
  Condition: {
    StringEquals: {
      'aws:ResourceTag/owner': '${aws:PrincipalTag/owner}',
      'aws:ResourceTag/environment': '${aws:PrincipalTag/environment}',
    },
  },
};

const attached = (statements: readonly unknown[]): PolicySet => ({
  identity: Array.from(
    { length: Math.ceil(statements.length / PER_POLICY) },
    (_, at): NamedPolicy => ({
      id: `p${at}`,
      policy: compilePolicy(
        {
          Version: '2012-10-17',
          Statement: statements.slice(at * PER_POLICY, (at + 1) * PER_POLICY),
        },
        'identity',
      ),
    }),
  ),
});

const otherAction = (at: number): unknown => ({
  ...RELEVANT,
  Action: [`svc${at % 50}:Operation${at}`, `svc${at % 50}:List*`],
});

/** About the same actions and resources, for another owner: no question is decided by it. */
const otherOwner = (at: number): unknown => ({
  ...RELEVANT,
  Condition: {
    StringEquals: {
      'aws:ResourceTag/owner': `owner-${at}`,
      'aws:ResourceTag/environment': '${aws:PrincipalTag/environment}',
    },
  },
});

const many = (statement: (at: number) => unknown): readonly unknown[] => [
  ...Array.from({ length: STATEMENTS - 1 }, (_, at) => statement(at)),
  RELEVANT,
];

const asked = questions.map((question) => ({ ...question, keys: rawKeys(question) }));

const ask = (policies: PolicySet) => (): void => {
  for (const { action, resource, keys } of asked) {
    const context = requestContext(keys);
    decide({ action, resource, resourceAccount: ACCOUNT, principal, context }, policies);
  }
};

const measure = (): readonly Measurement[] => {
  const times = interleaved(
    {
      one: ask(attached([RELEVANT])),
      others: ask(attached(many(otherAction))),
      relevant: ask(attached(many(otherOwner))),
    },
    questions.length,
    ROUNDS,
  );
  const versus = `1 statement: ${Math.round(times.one)} ns`;
  return [
    {
      name: `policy-scale ${STATEMENTS} statements of other actions`,
      value: Math.round(times.others),
      unit: 'ns/decision',
      versus,
      ratio: times.others / times.one,
    },
    {
      name: `policy-scale ${STATEMENTS} relevant statements`,
      value: Math.round(times.relevant),
      unit: 'ns/decision',
      versus,
      ratio: times.relevant / times.one,
    },
  ];
};

export const benchmarks: readonly Benchmark[] = [
  { name: 'policy-scale', run: async () => measure() },
];
