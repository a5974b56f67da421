import type { ListUsersResponse } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { type CognitoFixture, cognitoFixture } from '../cognito.fixture.ts';

const withPool = async (): Promise<CognitoFixture & { readonly UserPoolId: string }> => {
  const fixture = await cognitoFixture();
  const { Id } = await fixture.pool();
  return { ...fixture, UserPoolId: Id };
};

test.for([
  ['email = "ada@example.com"', ['ada']],
  ['email ^= "b"', ['bea', 'bob']],
  ['given_name = "A \\"quoted\\" name"', ['ada']],
  ['username ^= "b"', ['bea', 'bob']],
  ['cognito:user_status = "confirmed"', ['ada', 'bea', 'bob']],
  ['status = "Disabled"', ['bob']],
  ['email ^= "%"', []],
  ['', ['ada', 'bea', 'bob']],
] as const)('the filter %s finds %o', async ([Filter, names]) => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  await fixture.person(UserPoolId, 'ada', { given_name: 'A "quoted" name' });
  await fixture.person(UserPoolId, 'bob');
  await fixture.person(UserPoolId, 'bea');
  await fixture.cognito('AdminDisableUser', { UserPoolId, Username: 'bob' });

  const { Users } = await fixture.cognito<ListUsersResponse>('ListUsers', { UserPoolId, Filter });

  expect(Users?.map(({ Username }) => Username)).toEqual(names);
});

test.for([
  ['custom:team = "x"', 'Invalid search attribute: custom:team'],
  ['constructor = "x"', 'Invalid search attribute: constructor'],
  ['email', 'Error while parsing filter'],
  ['email = x', 'Error while parsing filter'],
  ['email = "a" and name = "b"', 'Error while parsing filter'],
  ['email > "a"', 'Error while parsing filter'],
] as const)('the filter %s cannot be read', async ([Filter, message]) => {
  const fixture = await withPool();

  await expect(
    fixture.cognito('ListUsers', { UserPoolId: fixture.UserPoolId, Filter }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException', message });
});

test('users come in pages with the attributes that were asked for', async () => {
  const fixture = await withPool();
  const { UserPoolId } = fixture;
  for (const name of ['cyn', 'ada', 'bea']) await fixture.person(UserPoolId, name);
  const question = { UserPoolId, Limit: 2, AttributesToGet: ['email'] };

  const first = await fixture.cognito<ListUsersResponse>('ListUsers', question);
  const { PaginationToken } = first;
  const second = await fixture.cognito<ListUsersResponse>('ListUsers', {
    ...question,
    PaginationToken,
  });

  expect(first.Users?.map(({ Username }) => Username)).toEqual(['ada', 'bea']);
  expect(second.Users).toMatchObject([
    { Username: 'cyn', Attributes: [{ Name: 'email', Value: 'cyn@example.com' }] },
  ]);
  expect(second.PaginationToken).toBeUndefined();
  await expect(
    fixture.cognito('ListUsers', { ...question, Filter: 'email ^= "a"', PaginationToken }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
