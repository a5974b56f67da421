import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretReader } from './model.ts';

/** Reads by the AWS SDK; what the API refuses is thrown as the SDK throws it. */
export const sdkReader = (client: SecretsManagerClient): SecretReader => ({
  versionOf: async (secretId, stage) => {
    const { VersionIdsToStages = {} } = await client.send(
      new DescribeSecretCommand({ SecretId: secretId }),
    );
    return Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0];
  },
  value: async (secretId, stage) => {
    const { VersionId, SecretString, SecretBinary } = await client.send(
      new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }),
    );
    if (VersionId === undefined) throw new Error('Secrets Manager answered without a version');
    return { versionId: VersionId, string: SecretString, binary: SecretBinary };
  },
});
