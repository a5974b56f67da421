import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { IAMClient, CreateRoleCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startCloud } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT } from './cloud.fixture.ts';

test('a session with the longest policy of AWS is taken by the endpoint', async () => {
  const cloud = await startCloud();
  onTestFinished(() => cloud.stop());
  const admin = cloud.client();
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
    },
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await new IAMClient(admin).send(
    new CreateRoleCommand({ RoleName: 'job', AssumeRolePolicyDocument }),
  );

  const { Credentials: made } = await new STSClient(admin).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/job`,
      RoleSessionName: 'reader',
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    }),
  );

  const session = cloud.clientWith({
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  });
  // The role itself has no policies: the endpoint knows the session and refuses what it asks.
  await expect(new ECSClient(session).send(new ListClustersCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});
