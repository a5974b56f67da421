import type {
  AdminGetUserResponse,
  ForgotPasswordResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { type CognitoFixture, cognitoFixture, PASSWORD } from '../cognito.fixture.ts';

interface Open extends CognitoFixture {
  readonly UserPoolId: string;
  readonly ClientId: string;
}

const open = async (pool: object = {}, client: object = {}): Promise<Open> => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool({ AutoVerifiedAttributes: ['email'], ...pool });
  return { ...fixture, ...(await fixture.client(Id, client)), UserPoolId: Id };
};

const status = async ({ cognito, UserPoolId }: Open, Username: string): Promise<string> => {
  const user = await cognito<AdminGetUserResponse>('AdminGetUser', { UserPoolId, Username });
  return user.UserStatus ?? '';
};

test('a forgotten password is replaced with the code from the mail, once', async () => {
  const fixture = await open();
  const { ClientId, UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'ada');
  const named = { ClientId, Username: 'ada' };

  const sent = await fixture.anybody<ForgotPasswordResponse>('ForgotPassword', named);
  const ConfirmationCode = await fixture.code();
  const confirm = { ...named, ConfirmationCode, Password: 'Another-one-7' };
  await expect(
    fixture.anybody('ConfirmForgotPassword', { ...confirm, Password: 'weak' }),
  ).rejects.toMatchObject({ name: 'InvalidPasswordException' });
  await fixture.anybody('ConfirmForgotPassword', confirm);

  expect(sent.CodeDeliveryDetails?.Destination).toBe('a***@e***');
  expect(await status(fixture, 'ada')).toBe('CONFIRMED');
  await expect(fixture.anybody('ConfirmForgotPassword', confirm)).rejects.toMatchObject({
    name: 'ExpiredCodeException',
  });
});

test('a code for a new password lives an hour', async () => {
  const fixture = await open();
  const { ClientId, UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'ada');
  await fixture.anybody('ForgotPassword', { ClientId, Username: 'ada' });
  const ConfirmationCode = await fixture.code();

  fixture.clock.advance({ hours: 1 });

  await expect(
    fixture.anybody('ConfirmForgotPassword', {
      ClientId,
      Username: 'ada',
      ConfirmationCode,
      Password: PASSWORD,
    }),
  ).rejects.toMatchObject({ name: 'ExpiredCodeException' });
});

test('a client that hides who exists answers alike for everybody', async () => {
  const fixture = await open({}, { PreventUserExistenceErrors: 'ENABLED' });
  const { ClientId, UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'off');
  await fixture.person(UserPoolId, 'bad', { email_verified: false });
  await fixture.cognito('AdminDisableUser', { UserPoolId, Username: 'off' });

  for (const Username of ['nobody', 'off', 'bad'])
    expect(await fixture.anybody('ForgotPassword', { ClientId, Username })).toMatchObject({
      CodeDeliveryDetails: {
        Destination: expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/),
        DeliveryMedium: 'EMAIL',
      },
    });
  const twice = await Promise.all(
    [1, 2].map(() => fixture.anybody('ForgotPassword', { ClientId, Username: 'nobody' })),
  );
  expect(twice[0]).toEqual(twice[1]);
  expect(await fixture.mails()).toEqual([]);
});

test('a client that does not hide it says who does not exist', async () => {
  const fixture = await open();
  const { ClientId, UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'ada', { email_verified: false });

  for (const operation of ['ForgotPassword', 'ResendConfirmationCode'])
    await expect(
      fixture.anybody(operation, { ClientId, Username: 'nobody' }),
    ).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'Username/client id combination not found.',
    });
  await expect(
    fixture.anybody('ForgotPassword', { ClientId, Username: 'ada' }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message:
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
  });
});
