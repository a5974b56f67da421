import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, cloudFixture } from './cloud.fixture.ts';

interface Simulated {
  readonly EvaluationResults: readonly {
    readonly EvalDecision: string;
    readonly MissingContextValues?: readonly string[];
  }[];
}

const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

const TRUST = document({
  Effect: 'Allow',
  Principal: { AWS: ACCOUNT },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
});

const ASK = { Effect: 'Allow', Action: 'iam:SimulateCustomPolicy', Resource: '*' };
const READ = { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' };

test.for([
  ['who may not read the role', [ASK], 'allowed'],
  ['who may read it', [ASK, READ], 'implicitDeny'],
] as const)(
  "the simulator tells of a role's trust policy as much as %s may know",
  async ([, statements, decision]) => {
    const { admin, call, stop, userWith, who } = await cloudFixture();
    onTestFinished(stop);
    await call(admin, 'iam', 'CreateRole', { RoleName: 'job', AssumeRolePolicyDocument: TRUST });
    const ana = await who(await userWith('ana', ...statements));
    const simulate = (account: string, role: string): Promise<Simulated> =>
      call(ana, 'iam', 'SimulateCustomPolicy', {
        PolicyInputList: [document({ Effect: 'Allow', Action: 'sts:*', Resource: '*' })],
        ActionNames: ['sts:AssumeRole'],
        ResourceArns: [`arn:aws:iam::${account}:role/${role}`],
      });

    const own = await simulate(ACCOUNT, 'job');
    const foreign = await simulate('111122223333', 'OrganizationAccountAccessRole');
    const missing = await simulate('111122223333', 'no-such-role');

    expect(own.EvaluationResults[0]?.EvalDecision).toBe(decision);
    expect(foreign.EvaluationResults[0]?.EvalDecision).toBe(
      missing.EvaluationResults[0]?.EvalDecision,
    );
    expect(foreign.EvaluationResults[0]?.MissingContextValues).toEqual(
      missing.EvaluationResults[0]?.MissingContextValues,
    );
  },
);
