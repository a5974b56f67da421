/**
 * A rotation function for a token that nothing but its holder checks, as somebody would write it for the Node.js runtime: the post's
 * credentials of GitHub.
 */
export const TOKEN_FUNCTION = `
import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient({});

const hasPending = async (SecretId, VersionId) => {
  try {
    await secrets.send(new GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' }));
    return true;
  } catch (error) {
    if (error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
};

const steps = {
  createSecret: async ({ SecretId, ClientRequestToken, RotationToken }) => {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
    if (await hasPending(SecretId, ClientRequestToken)) return;
    await secrets.send(new PutSecretValueCommand({
      SecretId,
      ClientRequestToken,
      RotationToken,
      SecretString: JSON.stringify({ ...JSON.parse(SecretString), token: 'ghp_' + randomBytes(18).toString('hex') }),
      VersionStages: ['AWSPENDING'],
    }));
  },
  setSecret: async () => {},
  testSecret: async () => {},
  finishSecret: async ({ SecretId, ClientRequestToken }, versions) => {
    const [current] = Object.entries(versions).find(([, stages]) => stages.includes('AWSCURRENT'));
    await secrets.send(new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken,
      RemoveFromVersionId: current,
    }));
  },
};

export const handler = async (event) => {
  const { RotationEnabled, VersionIdsToStages } = await secrets.send(new DescribeSecretCommand({ SecretId: event.SecretId }));
  const stages = VersionIdsToStages[event.ClientRequestToken];
  if (!RotationEnabled) throw new Error('rotation is not enabled');
  if (stages?.includes('AWSCURRENT')) return;
  if (!stages?.includes('AWSPENDING')) throw new Error('the version is not pending');
  await steps[event.Step](event, VersionIdsToStages);
};
`;
