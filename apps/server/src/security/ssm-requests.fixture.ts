import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

/** The parameter that `ssmRequest(…, 1)` names. */
export const EXISTING_PARAMETER = {
  Name: 'parameter1',
  Type: 'String',
  Value: 'value',
  Tier: 'Advanced',
} as const;

/** Members that an operation needs for its decision although its model does not require them. */
const OPTIONAL: ReadonlySet<string> = new Set(['Tags', 'Type']);

/** Operations whose names of parameters may be ARNs. */
const TAKES_ARNS: ReadonlySet<string> = new Set([
  'GetParameter',
  'GetParameters',
  'GetParameterHistory',
]);

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: ACCOUNT },
    Action: 'ssm:GetParameter',
    Resource: '*',
  },
});

/** A request of Systems Manager that gets as far as the decision about a parameter. */
export const ssmRequest = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const arn = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/parameter${n}`;
  const Name = TAKES_ARNS.has(name) ? arn : `parameter${n}`;
  const values: Readonly<Record<string, unknown>> = {
    Name,
    Names: [Name],
    Value: 'value',
    Type: 'String',
    Path: '/path',
    Labels: ['label'],
    ParameterVersion: 1,
    ResourceType: 'Parameter',
    ResourceId: `parameter${n}`,
    ResourceArn: arn,
    Policy: POLICY,
    PolicyId: 'id',
    PolicyHash: 'hash',
    SettingId: `arn:aws:ssm:${REGION}:${ACCOUNT}:servicesetting/ssm/parameter-store/default-parameter-tier`,
    SettingValue: 'Standard',
    Tags: [{ Key: 'k', Value: 'v' }],
    TagKeys: ['k'],
  };
  return Object.fromEntries(
    input.members
      .filter((member) => member.required || OPTIONAL.has(member.name))
      .map((member) => [member.name, values[member.name]]),
  );
};
