import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, expect, test } from 'vitest';
import { brokerCloud } from './broker.fixture.ts';

const story = await brokerCloud();
const cognito = new CognitoIdentityProviderClient(story.cloud.client('security'));
afterAll(async () => {
  cognito.destroy();
  await story.stop();
});

test('people cannot write the name and the address that approvers and logs know them by', async () => {
  const { issuer = '', clientId } = (await story.anybody.get('/v1/sign-in')).body;
  const UserPoolId = new URL(issuer).pathname.slice(1);

  const { UserPoolClient } = await cognito.send(
    new DescribeUserPoolClientCommand({ UserPoolId, ClientId: clientId }),
  );

  expect(UserPoolClient?.WriteAttributes).toEqual(['locale']);
});
