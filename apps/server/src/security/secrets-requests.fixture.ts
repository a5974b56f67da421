import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

const TOKEN = '00000000-0000-4000-8000-00000000feed';

/** What `secretsRequest(…, 1)` names. */
export const EXISTING_SECRET = {
  Name: 'secret1',
  SecretString: 'value',
  ClientRequestToken: TOKEN,
} as const;

/** Members that an operation needs for its decision although its model does not require them. */
const OPTIONAL = new Set([
  'ClientRequestToken',
  'MoveToVersionId',
  'SecretIdList',
  'SecretString',
  'RotationLambdaARN',
  'RotationRules',
]);

const valuesFor = (n: number): Readonly<Record<string, unknown>> => ({
  // Without the hyphen and the six characters, which nobody knows beforehand.
  SecretId: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:secret${n}`,
  SecretIdList: ['secret0'],
  Name: `made${n}`,
  ClientRequestToken: TOKEN,
  MoveToVersionId: TOKEN,
  VersionStage: 'STAGE',
  SecretString: 'value',
  AddReplicaRegions: [{ Region: 'eu-west-1' }],
  RemoveReplicaRegions: ['eu-west-1'],
  ResourcePolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: ACCOUNT },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  }),
  RotationLambdaARN: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f1`,
  RotationRules: { AutomaticallyAfterDays: 30 },
  TagKeys: ['k'],
  Tags: [{ Key: 'k', Value: 'v' }],
});

/** A request of Secrets Manager that gets as far as the decision about a secret. */
export const secretsRequest = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const values = valuesFor(n);
  return Object.fromEntries(
    input.members
      .filter((member) => member.required || OPTIONAL.has(member.name))
      // Whoever may validate a policy needs no secret for it.
      .concat(name === 'ValidateResourcePolicy' ? input.members.filter(isSecretId) : [])
      .map((member) => [member.name, values[member.name]]),
  );
};

const isSecretId = (member: { readonly name: string }): boolean => member.name === 'SecretId';
