import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { type CognitoFixture, cognitoFixture, PASSWORD } from '../cognito.fixture.ts';

interface SignedIn extends CognitoFixture {
  readonly named: { readonly UserPoolId: string; readonly Username: string };
  readonly ClientId: string;
  readonly refresh: () => Promise<unknown>;
  readonly whoAmI: () => Promise<unknown>;
}

/** Ada, who has signed in. */
const signedIn = async (): Promise<SignedIn> => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  const { ClientId } = await fixture.client(UserPoolId, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  await fixture.person(UserPoolId, 'ada');
  const { AuthenticationResult: tokens } = await fixture.anybody<{
    AuthenticationResult: AuthenticationResultType;
  }>('InitiateAuth', {
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'ada', PASSWORD },
  });
  return {
    ...fixture,
    ClientId,
    named: { UserPoolId, Username: 'ada' },
    refresh: () =>
      fixture.anybody('InitiateAuth', {
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken },
      }),
    whoAmI: () => fixture.anybody('GetUser', { AccessToken: tokens.AccessToken }),
  };
};

test.for([
  ['AdminDisableUser', {}],
  ['AdminDeleteUser', {}],
  ['AdminSetUserPassword', { Password: 'Another-one-7', Permanent: true }],
  ['AdminResetUserPassword', {}],
] as const)('%s ends what the person is signed in with', async ([operation, input]) => {
  const fixture = await signedIn();
  await fixture.refresh();
  await fixture.whoAmI();

  await fixture.cognito(operation, { ...fixture.named, ...input });

  await expect(fixture.refresh()).rejects.toMatchObject({
    name: expect.stringMatching(/NotAuthorizedException|UserNotFoundException/),
  });
  await expect(fixture.whoAmI()).rejects.toMatchObject({
    name: expect.stringMatching(/NotAuthorizedException|UserNotFoundException/),
  });
});

test('a new password after a forgotten one ends what the person is signed in with', async () => {
  const fixture = await signedIn();
  const { ClientId } = fixture;

  await fixture.anybody('ForgotPassword', { ClientId, Username: 'ada' });
  await fixture.anybody('ConfirmForgotPassword', {
    ClientId,
    Username: 'ada',
    ConfirmationCode: await fixture.code(),
    Password: 'Another-one-7',
  });

  await expect(fixture.refresh()).rejects.toMatchObject({ name: 'NotAuthorizedException' });
});

test.for([
  ['DeleteUserPoolClient', 'ClientId'],
  ['DeleteUserPool', 'UserPoolId'],
] as const)('%s ends what was given to its people', async ([operation, member]) => {
  const fixture = await signedIn();
  const { UserPoolId } = fixture.named;
  const { ClientId } = fixture;

  await fixture.cognito(
    operation,
    member === 'ClientId' ? { UserPoolId, ClientId } : { UserPoolId },
  );

  for (const attempt of [fixture.refresh, fixture.whoAmI])
    await expect(attempt()).rejects.toMatchObject({
      name: expect.stringMatching(/NotAuthorizedException|ResourceNotFoundException/),
    });
});

test('what an administrator changes otherwise ends nothing', async () => {
  const fixture = await signedIn();
  const { UserPoolId } = fixture.named;
  await fixture.cognito('CreateGroup', { UserPoolId, GroupName: 'g' });

  await fixture.cognito('AdminAddUserToGroup', { ...fixture.named, GroupName: 'g' });
  await fixture.cognito('AdminRemoveUserFromGroup', { ...fixture.named, GroupName: 'g' });
  await fixture.cognito('AdminUpdateUserAttributes', {
    ...fixture.named,
    UserAttributes: [{ Name: 'nickname', Value: 'a' }],
  });

  expect(await fixture.refresh()).toHaveProperty('AuthenticationResult');
  expect(await fixture.whoAmI()).toMatchObject({ Username: 'ada' });
});
