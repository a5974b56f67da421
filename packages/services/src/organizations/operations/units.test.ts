import { expect, test } from 'vitest';
import { MANAGEMENT, organizationsFixture } from '../organizations.fixture.ts';

interface UnitAnswer {
  readonly OrganizationalUnit: { readonly Id: string; readonly Arn: string; readonly Name: string };
}

const units = async () => {
  const fixture = await organizationsFixture();
  const { rootId, id } = await fixture.organization();
  const unit = async (Name: string, ParentId = rootId): Promise<string> => {
    fixture.clock.advance({ seconds: 1 });
    const made = await fixture.call<UnitAnswer>('CreateOrganizationalUnit', { ParentId, Name });
    return made.OrganizationalUnit.Id;
  };
  return { ...fixture, id, rootId, unit };
};

test('a unit is made, described, renamed and deleted', async () => {
  const { call, id, rootId } = await units();

  const made = await call<UnitAnswer>('CreateOrganizationalUnit', {
    ParentId: rootId,
    Name: 'Security',
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  const OrganizationalUnitId = made.OrganizationalUnit.Id;

  expect(made.OrganizationalUnit).toEqual({
    Id: expect.stringMatching(new RegExp(`^ou-${rootId.slice(2)}-[a-z0-9]{8}$`)),
    Arn: `arn:aws:organizations::${MANAGEMENT}:ou/${id}/${OrganizationalUnitId}`,
    Name: 'Security',
  });
  expect(await call('DescribeOrganizationalUnit', { OrganizationalUnitId })).toEqual(made);
  expect(
    await call('UpdateOrganizationalUnit', { OrganizationalUnitId, Name: 'Guards' }),
  ).toMatchObject({ OrganizationalUnit: { Name: 'Guards' } });
  expect(await call('ListTagsForResource', { ResourceId: OrganizationalUnitId })).toEqual({
    Tags: [{ Key: 'team', Value: 'blue' }],
  });

  await call('DeleteOrganizationalUnit', { OrganizationalUnitId });
  await expect(call('DescribeOrganizationalUnit', { OrganizationalUnitId })).rejects.toMatchObject({
    name: 'OrganizationalUnitNotFoundException',
    message: "You specified an organizational unit that doesn't exist.",
  });
});

test('names are unique among the children of one parent', async () => {
  const { call, rootId, unit } = await units();
  const first = await unit('same');
  const second = await unit('other');
  const duplicate = {
    name: 'DuplicateOrganizationalUnitException',
    message: 'An OU with the same name already exists.',
  };

  await expect(
    call('CreateOrganizationalUnit', { ParentId: rootId, Name: 'same' }),
  ).rejects.toMatchObject(duplicate);
  for (const OrganizationalUnitId of [first, second])
    await expect(
      call('UpdateOrganizationalUnit', { OrganizationalUnitId, Name: 'same' }),
    ).rejects.toMatchObject(duplicate);
  await expect(unit('same', second)).resolves.toMatch(/^ou-/);
});

test('units nest five deep', async () => {
  const { call, rootId, unit } = await units();
  let parent = rootId;
  for (let depth = 1; depth <= 5; depth += 1) parent = await unit(`depth-${depth}`, parent);

  await expect(
    call('CreateOrganizationalUnit', { ParentId: parent, Name: 'too-deep' }),
  ).rejects.toMatchObject({
    name: 'ConstraintViolationException',
    members: { Reason: 'OU_DEPTH_LIMIT_EXCEEDED' },
    message:
      'You cannot add an organizational unit to the specified parent because it would exceed the max depth allowed.',
  });
});

test('a unit with a unit or an account in it stays', async () => {
  const { call, rootId, unit, member } = await units();
  const [withUnit, withAccount] = [await unit('a'), await unit('b')];
  await unit('child', withUnit);
  await call('MoveAccount', {
    AccountId: await member('one'),
    SourceParentId: rootId,
    DestinationParentId: withAccount,
  });

  for (const OrganizationalUnitId of [withUnit, withAccount])
    await expect(call('DeleteOrganizationalUnit', { OrganizationalUnitId })).rejects.toMatchObject({
      name: 'OrganizationalUnitNotEmptyException',
    });
});

test('units of a parent come in pages, oldest first', async () => {
  const { call, rootId, unit } = await units();
  const made = [await unit('b'), await unit('a'), await unit('c')];

  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: { OrganizationalUnits: { Id: string }[]; NextToken?: string } = await call(
      'ListOrganizationalUnitsForParent',
      { ParentId: rootId, MaxResults: 2, ...(NextToken === undefined ? {} : { NextToken }) },
    );
    expect(page.OrganizationalUnits.length).toBeLessThanOrEqual(2);
    seen.push(...page.OrganizationalUnits.map(({ Id }) => Id));
    ({ NextToken } = page);
  } while (NextToken !== undefined);

  expect(seen).toEqual(made);
});

test('children and parents tell the tree', async () => {
  const { call, rootId, unit, member } = await units();
  const top = await unit('top');
  const below = await unit('below', top);
  const account = await member('one');

  expect(
    await call('ListChildren', { ParentId: rootId, ChildType: 'ORGANIZATIONAL_UNIT' }),
  ).toEqual({ Children: [{ Id: top, Type: 'ORGANIZATIONAL_UNIT' }] });
  expect(await call('ListChildren', { ParentId: rootId, ChildType: 'ACCOUNT' })).toEqual({
    Children: [
      { Id: MANAGEMENT, Type: 'ACCOUNT' },
      { Id: account, Type: 'ACCOUNT' },
    ],
  });
  expect(await call('ListParents', { ChildId: below })).toEqual({
    Parents: [{ Id: top, Type: 'ORGANIZATIONAL_UNIT' }],
  });
  expect(await call('ListParents', { ChildId: account })).toEqual({
    Parents: [{ Id: rootId, Type: 'ROOT' }],
  });
});

test.for([
  ['ListChildren', { ParentId: 'r-zzzz', ChildType: 'ACCOUNT' }, 'ParentNotFoundException'],
  ['ListParents', { ChildId: '000000000000' }, 'ChildNotFoundException'],
  ['ListOrganizationalUnitsForParent', { ParentId: 'ou-zzzz-zzzzzzzz' }, 'ParentNotFoundException'],
  ['ListAccountsForParent', { ParentId: 'r-zzzz' }, 'ParentNotFoundException'],
  ['CreateOrganizationalUnit', { ParentId: 'r-zzzz', Name: 'x' }, 'ParentNotFoundException'],
  ['ListChildren', { ParentId: 'r-zzzz', ChildType: 'BLEE' }, 'InvalidInputException'],
] as const)('%s of %j answers %s', async ([operation, input, name]) => {
  const { call } = await units();

  await expect(call(operation, input)).rejects.toMatchObject({ name });
});

test('a user may be limited to units with a tag, and to tags of his own on new ones', async () => {
  const { call, rootId, userWith } = await units();
  await call('TagResource', { ResourceId: rootId, Tags: [{ Key: 'open', Value: 'yes' }] });
  const as = userWith(
    MANAGEMENT,
    {
      Effect: 'Allow',
      Action: 'organizations:CreateOrganizationalUnit',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:ResourceTag/open': 'yes', 'aws:RequestTag/team': 'blue' },
      },
    },
    {
      Effect: 'Allow',
      Action: 'organizations:TagResource',
      Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
    },
  );
  const make = (...Tags: readonly object[]) =>
    call<UnitAnswer>('CreateOrganizationalUnit', { ParentId: rootId, Name: 'x', Tags }, { as });
  const team = { Key: 'team', Value: 'blue' };

  await expect(make()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(make(team, { Key: 'other', Value: '' })).rejects.toMatchObject({
    message: expect.stringContaining('organizations:TagResource'),
  });
  const { OrganizationalUnit } = await make(team);
  await expect(
    call(
      'CreateOrganizationalUnit',
      { ParentId: OrganizationalUnit.Id, Name: 'y', Tags: [team] },
      { as },
    ),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
