import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateOrganizationalUnitCommand,
  ListParentsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, S3_ADMIN, target, wish, WORKLOADS, WORKLOADS_2 } from './broker.fixture.ts';
import { AFTER_SYNC, lend } from './roles.fixture.ts';

const story = await brokerCloud();
const iam = new IAMClient(story.cloud.client('workloads'));
const organizations = new OrganizationsClient(story.cloud.client());
afterAll(async () => {
  iam.destroy();
  organizations.destroy();
  await story.stop();
});

beforeAll(async () => {
  for (const name of ['Admin', 'S3Admin', 'TempAccessRoleS3AdminPlus']) await lend(iam, name);
  await lend(iam, 'TempAccessRoleS3Admin2', { Path: '/team/' });
  await story.advance(AFTER_SYNC);
});

const offered = async (): Promise<ReadonlySet<string>> => {
  const page = await story.api('alice').get('/v1/eligible?limit=200');
  return new Set(page.body.eligible?.map((one) => one.target.roleArn));
};

test.for([
  ['a role that is not there', target('TempAccessRoleGone')],
  ['a role of which an allowed name is a part', target('TempAccessRoleS3AdminPlus')],
  ['a role whose name is a part of an allowed one', target('S3Admin')],
  ['a role whose name every admin role contains', target('Admin')],
  ['a role with a path before it', target('team/TempAccessRoleS3Admin2')],
  ['an allowed role with a path that it has not', target('team/TempAccessRoleS3Admin')],
  ['an allowed role without its path', target('TempAccessRoleS3Admin2')],
  ['a wildcard for the role', target('*')],
  ['a wildcard in the role', target('TempAccessRole*')],
  ['lower case', target('tempaccessroles3admin')],
  ['upper case', target('TEMPACCESSROLES3ADMIN')],
  ['a role ARN of another account', { account: WORKLOADS_2, roleArn: S3_ADMIN.roleArn }],
  [
    'an account of the organization without a rule',
    target('OrganizationAccountAccessRole', '777788889999'),
  ],
  ['an account outside of the organization', target('TempAccessRoleS3Admin', '999900001111')],
  ['another partition', { ...S3_ADMIN, roleArn: S3_ADMIN.roleArn.replace('aws:', 'aws-cn:') }],
  ['space after the ARN', { ...S3_ADMIN, roleArn: `${S3_ADMIN.roleArn} ` }],
  ['the role that the broker itself reads with', target('GatehouseBrokerTargetRole')],
] as const)('%s is refused at create', async ([, asked]) => {
  const answer = await story.api('alice').post('/v1/requests', wish({ targets: [asked] }));

  expect(answer.status).toBe(403);
  expect(answer.body.error?.code).toBe('not-eligible');
  expect(await offered()).not.toContain(asked.account === WORKLOADS_2 ? '' : asked.roleArn);
});

test.for([
  ['a space before it', ` ${WORKLOADS}`],
  ['a space after it', `${WORKLOADS} `],
  ['spaces for digits', '1111 2222 3333'],
  ['dashes', '1111-2222-3333'],
  ['a wildcard', '*'],
  ['a number', 111_122_223_333],
  ['digits of another script', '１１１１２２２２３３３３'],
  ['a line feed at its end', `${WORKLOADS}\n`],
])('an account with %s is no account', async ([, account]) => {
  const answer = await story
    .api('alice')
    .post('/v1/requests', wish({ targets: [{ ...S3_ADMIN, account }] }));

  expect(answer.status).toBe(422);
  expect(answer.body.error?.code).toBe('invalid');
});

test('one refused target refuses the whole request', async () => {
  const targets = [S3_ADMIN, target('TempAccessRoleS3AdminPlus')];

  const answer = await story.api('alice').post('/v1/requests', wish({ targets }));

  expect(answer.status).toBe(403);
  const mine = await story.api('alice').get('/v1/requests');
  expect(mine.body.requests).toEqual([]);
});

test('a name of a group that only contains an allowed one allows nothing', async () => {
  await story.people.add('hugo', ['s3-engineers-contractors', 'engineers', 's3']);

  const answer = await story.api('hugo').post('/v1/requests', wish());

  expect(answer.body.error).toMatchObject({ code: 'not-eligible' });
  expect((await story.api('hugo').get('/v1/eligible')).body.eligible).toEqual([]);
});

test('what the form offers is what create accepts', async () => {
  const roles = [...(await offered())];
  expect(roles).toContain(S3_ADMIN.roleArn);
  expect(roles).toHaveLength(6);

  for (const roleArn of roles) {
    const answer = await story.api('alice').post(
      '/v1/requests',
      wish({
        targets: [{ account: roleArn.split(':')[4], roleArn }],
        fields: roleArn.includes('Ec2') ? { ticket: 'OPS-1' } : {},
      }),
    );
    expect(answer.status).toBe(201);
  }
});

test('a rule for an OU is for the accounts below it, not for its siblings', async () => {
  const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
  const { Parents = [] } = await organizations.send(new ListParentsCommand({ ChildId: WORKLOADS }));
  const unit = Parents[0]?.Id ?? '';
  const made = async (Name: string, ParentId: string): Promise<string> => {
    const answer = await organizations.send(
      new CreateOrganizationalUnitCommand({ Name, ParentId }),
    );
    return answer.OrganizationalUnit?.Id ?? '';
  };
  const below = await made('Payments', unit);
  const sibling = await made('Workloads-Sandbox', Roots[0]?.Id ?? '');
  const move = async (AccountId: string, DestinationParentId: string): Promise<void> => {
    await organizations.send(
      new MoveAccountCommand({ AccountId, SourceParentId: unit, DestinationParentId }),
    );
  };
  await move(WORKLOADS, below);
  await move(WORKLOADS_2, sibling);
  await story.advance(AFTER_SYNC);
  await story.changePolicy((document) =>
    document.replaceAll(`- accounts: ['111122223333', '444455556666']`, `- units: ['${unit}']`),
  );

  const inherited = await story.api('alice').post('/v1/requests', wish());
  const beside = await story
    .api('alice')
    .post('/v1/requests', wish({ targets: [target('TempAccessRoleS3Admin', WORKLOADS_2)] }));

  expect(inherited.status).toBe(201);
  expect(beside.status).toBe(403);
  expect([...(await offered())].some((arn) => arn.includes(WORKLOADS_2))).toBe(false);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
