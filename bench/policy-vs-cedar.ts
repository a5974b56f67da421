import cedar, { type StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import {
  type NamedPolicy,
  type PolicySet,
  compilePolicy,
  decide,
  requestContext,
} from '@gatehouse/policy';
import { ACCOUNT, type AbacQuestion, principal, questions, rawKeys } from './abac-questions.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { interleaved } from './measure.ts';

const ACTIONS = ['DeleteCluster', 'UpdateService', 'StopTask', 'DescribeTasks', 'DeleteTaskSet'];
const ROUNDS = 15;

const iamDocument = (at: number): unknown => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: (at === 0 ? ACTIONS : [`Other${at}`]).map((name) => `ecs:${name}`),
    Resource: '*',
    Condition: {
      StringEquals: {
        'aws:ResourceTag/owner': '${aws:PrincipalTag/owner}',
        'aws:ResourceTag/environment': '${aws:PrincipalTag/environment}',
      },
    },
  },
});

const cedarPolicy = (at: number): string => {
  const actions = at === 0 ? ACTIONS : [`Other${at}`];
  return `permit (principal, action in [${actions.map((name) => `Action::"ecs:${name}"`).join(', ')}], resource)
    when { principal.owner == resource.owner && principal.environment == resource.environment };`;
};

const policySet = (count: number): PolicySet => ({
  identity: Array.from({ length: count }, (_, at): NamedPolicy => ({
    id: `p${at}`,
    policy: compilePolicy(iamDocument(at), 'identity'),
  })),
});

/** What both engines start from is there beforehand: a request's keys here, its entities and attributes there. */
const asked = questions.map((question) => ({ ...question, keys: rawKeys(question) }));

const askIam = ({ action, resource, keys }: (typeof asked)[number], policies: PolicySet): boolean =>
  decide(
    { action, resource, resourceAccount: ACCOUNT, principal, context: requestContext(keys) },
    policies,
  ).allowed;

const cedarCall = (
  question: AbacQuestion,
  preparsedPolicySetId: string,
): StatefulAuthorizationCall => {
  const who = { type: 'User', id: principal.kind };
  const what = { type: 'Service', id: question.resource };
  return {
    principal: who,
    action: { type: 'Action', id: question.action },
    resource: what,
    context: { sourceIp: '10.20.30.40', region: 'us-east-1', secureTransport: true },
    preparsedPolicySetId,
    entities: [
      { uid: who, attrs: question.principalTags, parents: [] },
      { uid: what, attrs: question.resourceTags, parents: [] },
    ],
  };
};

const askCedar = (call: StatefulAuthorizationCall): boolean => {
  const answer = cedar.statefulIsAuthorized(call);
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  return answer.response.decision === 'allow';
};

const compare = (count: number): Measurement => {
  const policies = policySet(count);
  const id = `abac-${count}`;
  const parsed = cedar.preparsePolicySet(id, {
    staticPolicies: Array.from({ length: count }, (_, at) => cedarPolicy(at)).join('\n'),
  });
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors));
  const calls = questions.map((question) => cedarCall(question, id));
  const answers = calls.map(askCedar);
  const different = asked.find((question, at) => askIam(question, policies) !== answers[at]);
  if (different !== undefined) {
    throw new Error(`the two engines answer ${JSON.stringify(different)} differently`);
  }
  const times = interleaved(
    {
      iam: () => asked.forEach((question) => askIam(question, policies)),
      cedar: () => calls.forEach(askCedar),
    },
    questions.length,
    ROUNDS,
  );
  return {
    name: `policy-vs-cedar ${count} ${count === 1 ? 'policy' : 'policies'}`,
    value: Math.round(1e9 / times.iam),
    unit: 'decisions/s',
    versus: `cedar-wasm, preparsed: ${Math.round(1e9 / times.cedar)} decisions/s`,
    ratio: times.cedar / times.iam,
  };
};

export const benchmarks: readonly Benchmark[] = [
  { name: 'policy-vs-cedar', run: async () => [compare(1), compare(100)] },
];
