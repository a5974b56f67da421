import { buffer } from 'node:stream/consumers';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { ZipFile } from 'yazl';
import { filesOf, type FunctionName } from '../../../tools/bundle-functions.ts';
import { AUTHORITY } from './databases/certificates.fixture.ts';

const ROLE = 'Rotation';
const WAIT_MILLISECONDS = 20_000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** What the role of a rotation function may: see docs/rotation-functions.md. */
const RIGHTS = [
  {
    Effect: 'Allow',
    Action: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    Resource: 'arn:aws:secretsmanager:*:*:secret:app/*',
  },
  {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: 'arn:aws:secretsmanager:*:*:secret:master/*',
  },
  { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
  {
    Effect: 'Allow',
    Action: [
      'iam:CreateAccessKey',
      'iam:DeleteAccessKey',
      'iam:ListAccessKeys',
      'iam:UpdateAccessKey',
    ],
    Resource: 'arn:aws:iam::*:user/*',
  },
  { Effect: 'Allow', Action: 'logs:*', Resource: '*' },
];

export interface Deployed {
  readonly cloud: StartedCloud;
  readonly secrets: SecretsManager;
  readonly iam: IAM;
  /** ARN of the function, which Secrets Manager may invoke. */
  deploy(name: FunctionName): Promise<string>;
  /** Makes a secret; answers its ARN. */
  secret(name: string, value: object): Promise<string>;
  /** Rotates now, and resolves when the new version is current. */
  rotate(secret: string, functionArn: string): Promise<void>;
  value(secret: string, stage?: string): Promise<Record<string, string>>;
}

const deployer =
  (cloud: StartedCloud, account: string) =>
  async (name: FunctionName): Promise<string> => {
    const lambda = new Lambda(cloud.client('workloads'));
    const zip = new ZipFile();
    for (const [file, text] of Object.entries(await filesOf(name)))
      zip.addBuffer(Buffer.from(text), file);
    zip.end();
    const { FunctionArn: arn = '' } = await lambda.createFunction({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: `arn:aws:iam::${account}:role/${ROLE}`,
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: 256,
      Environment: { Variables: { DATABASE_CA: AUTHORITY } },
      Code: { ZipFile: await buffer(zip.outputStream) },
    });
    await lambda.addPermission({
      FunctionName: name,
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    });
    return arn;
  };

/** Repeats a question until it has an answer. */
const eventually = async <Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> => {
  const deadline = performance.now() + WAIT_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error('not rotated in time');
    await pause(25);
  }
};

const rotator =
  (secrets: SecretsManager) =>
  async (secret: string, functionArn: string): Promise<void> => {
    const begin = async (): Promise<string | undefined> => {
      try {
        const { VersionId: version = '' } = await secrets.rotateSecret({
          SecretId: secret,
          RotationLambdaARN: functionArn,
          RotationRules: { AutomaticallyAfterDays: 30 },
        });
        return version;
      } catch (error) {
        // The function has moved the label, and Secrets Manager has not yet heard that the last step is over.
        if (error instanceof Error && error.name === 'InvalidRequestException') return undefined;
        throw error;
      }
    };
    const version = await eventually(begin);
    await eventually(async () => {
      const { VersionIdsToStages: stages = {} } = await secrets.describeSecret({
        SecretId: secret,
      });
      return stages[version]?.find((label) => label === 'AWSCURRENT');
    });
  };

/** The embedded cloud with a role for rotation functions. */
export const startDeployed = async (): Promise<Deployed> => {
  const cloud = await startCloud();
  const iam = new IAM(cloud.client('workloads'));
  const secrets = new SecretsManager(cloud.client('workloads'));
  const { Role: role } = await iam.createRole({
    RoleName: ROLE,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  await iam.putRolePolicy({
    RoleName: ROLE,
    PolicyName: 'rotation',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: RIGHTS }),
  });
  const account = role?.Arn?.split(':')[4] ?? '';
  return {
    cloud,
    secrets,
    iam,
    deploy: deployer(cloud, account),
    secret: async (name, value) => {
      const { ARN: arn = '' } = await secrets.createSecret({
        Name: name,
        SecretString: JSON.stringify(value),
      });
      return arn;
    },
    rotate: rotator(secrets),
    value: async (secret, stage = 'AWSCURRENT') => {
      const { SecretString: text = '{}' } = await secrets.getSecretValue({
        SecretId: secret,
        VersionStage: stage,
      });
      const found: Record<string, string> = JSON.parse(text);
      return found;
    },
  };
};
