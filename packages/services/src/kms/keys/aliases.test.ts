import type { ListAliasesResponse } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { arnOf, keysFixture } from './keys.fixture.ts';

const ALIAS_ARN = 'arn:aws:kms:us-east-1:111122223333:alias';

test('an alias stands for its key until it is moved or deleted', async () => {
  const { key, kms, describe, refusal } = await keysFixture();
  const [first, second] = [await key(), await key()];
  await kms('CreateAlias', { AliasName: 'alias/app', TargetKeyId: first });
  expect((await describe('alias/app')).KeyId).toBe(first);
  expect((await describe(`${ALIAS_ARN}/app`)).KeyId).toBe(first);

  // Most operations that manage keys take no alias.
  expect(await refusal('DisableKey', { KeyId: 'alias/app' })).toEqual([
    'NotFoundException',
    "Invalid keyId 'alias/app'",
  ]);
  await kms('UpdateAlias', { AliasName: 'alias/app', TargetKeyId: arnOf(second) });
  const moved = await describe('alias/app');
  await kms('DeleteAlias', { AliasName: 'alias/app' });

  expect(moved.KeyId).toBe(second);
  expect(await refusal('DescribeKey', { KeyId: 'alias/app' })).toEqual([
    'NotFoundException',
    `Alias ${ALIAS_ARN}/app is not found.`,
  ]);
  expect(await refusal('DeleteAlias', { AliasName: 'alias/app' })).toEqual([
    'NotFoundException',
    `Alias ${ALIAS_ARN}/app is not found.`,
  ]);
});

test.for([
  [
    { AliasName: 'app' },
    'ValidationException',
    'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
  ],
  [{ AliasName: 'alias/aws/s3' }, 'NotAuthorizedException', ''],
  [
    { AliasName: 'alias/a:b' },
    'ValidationException',
    'alias/a:b contains invalid characters for an alias',
  ],
  [
    { AliasName: 'alias/a b' },
    'ValidationException',
    expect.stringContaining("Value 'alias/a b' at 'aliasName' failed to satisfy constraint"),
  ],
  [
    { AliasName: 'alias/b', TargetKeyId: 'alias/taken' },
    'ValidationException',
    'Aliases must refer to keys. Not aliases',
  ],
  [
    { AliasName: 'alias/taken' },
    'AlreadyExistsException',
    `An alias with the name ${ALIAS_ARN}/taken already exists`,
  ],
] as const)('CreateAlias with %j is refused', async ([input, code, message]) => {
  const { key, kms, refusal } = await keysFixture();
  const TargetKeyId = await key();
  await kms('CreateAlias', { AliasName: 'alias/taken', TargetKeyId });

  expect(await refusal('CreateAlias', { TargetKeyId, ...input })).toEqual([code, message]);
});

test('aliases are listed in order with those of services, and of one key alone', async () => {
  const { key, kms, store, port, refusal } = await keysFixture();
  const TargetKeyId = await key();
  for (const name of ['a', 'b', 'c'])
    await kms('CreateAlias', { AliasName: `alias/${name}`, TargetKeyId });
  const scope = { account: '111122223333', region: 'us-east-1' };
  const managed = await store.write((tx) => port.managed(tx, scope, 'ebs'));

  const all: string[] = [];
  let Marker: string | undefined;
  do {
    const answer = await kms<ListAliasesResponse>('ListAliases', { Limit: 4, Marker });
    all.push(...(answer.Aliases ?? []).map(({ AliasName = '' }) => AliasName));
    Marker = answer.NextMarker;
  } while (Marker !== undefined);
  const own = await kms<ListAliasesResponse>('ListAliases', { KeyId: TargetKeyId });
  const first = await kms<ListAliasesResponse>('ListAliases', {});

  expect(all).toEqual(all.toSorted());
  expect(new Set(all).size).toBe(all.length);
  expect(all).toEqual(
    expect.arrayContaining(['alias/a', 'alias/aws/ebs', 'alias/aws/s3', 'alias/c']),
  );
  expect(own.Aliases?.map(({ AliasName }) => AliasName)).toEqual(['alias/a', 'alias/b', 'alias/c']);
  expect(own.Aliases?.[0]).toMatchObject({ AliasArn: `${ALIAS_ARN}/a`, TargetKeyId });
  const byName = new Map(first.Aliases?.map((alias) => [alias.AliasName, alias.TargetKeyId]));
  expect(byName.get('alias/aws/s3')).toBeUndefined();
  expect(managed.endsWith(byName.get('alias/aws/ebs') ?? '?')).toBe(true);
  expect((await refusal('ListAliases', { KeyId: 'alias/a' }))?.[0]).toBe('NotFoundException');
});

const allow = (...Resource: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kms:*Alias', Resource }],
});

test('permission for an alias is needed beside that for each key', async () => {
  const { key, kms, refusal, userWith } = await keysFixture();
  const [mine, other] = [await key(), await key()];
  const onKeys = { as: userWith('keys', allow(arnOf(mine), arnOf(other))) };
  const onAlias = { as: userWith('alias', allow(`${ALIAS_ARN}/*`)) };
  const onBoth = { as: userWith('both', allow(`${ALIAS_ARN}/*`, arnOf(mine))) };
  const create = { AliasName: 'alias/x', TargetKeyId: mine };

  for (const options of [onKeys, onAlias])
    expect((await refusal('CreateAlias', create, options))?.[0]).toBe('AccessDeniedException');
  await kms('CreateAlias', create, onBoth);
  const move = { AliasName: 'alias/x', TargetKeyId: other };
  expect((await refusal('UpdateAlias', move, onBoth))?.[0]).toBe('AccessDeniedException');
  await kms('DeleteAlias', { AliasName: 'alias/x' }, onBoth);
});

test('an alias moves away from a key in any state, to one of its kind that is not about to go', async () => {
  const { into, key, kms, refusal } = await keysFixture();
  const gone = await key();
  await kms('CreateAlias', { AliasName: 'alias/x', TargetKeyId: gone });
  await kms('ScheduleKeyDeletion', { KeyId: gone });
  const [going, mac] = [
    await into('PendingDeletion'),
    await key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
  ];

  expect(await refusal('UpdateAlias', { AliasName: 'alias/x', TargetKeyId: going })).toEqual([
    'KMSInvalidStateException',
    `${arnOf(going)} is pending deletion.`,
  ]);
  expect((await refusal('UpdateAlias', { AliasName: 'alias/x', TargetKeyId: mac }))?.[0]).toBe(
    'ValidationException',
  );
  expect(
    await refusal('UpdateAlias', { AliasName: 'alias/x', TargetKeyId: await key() }),
  ).toBeUndefined();
});

test('a quota of aliases is of each key', async () => {
  const { key, kms, refusal } = await keysFixture({ quotas: { aliasesPerKey: 1 } });
  const [full, free] = [await key(), await key()];
  await kms('CreateAlias', { AliasName: 'alias/1', TargetKeyId: full });
  await kms('CreateAlias', { AliasName: 'alias/2', TargetKeyId: free });

  for (const [operation, AliasName] of [
    ['CreateAlias', 'alias/3'],
    ['UpdateAlias', 'alias/2'],
  ] as const)
    expect((await refusal(operation, { AliasName, TargetKeyId: full }))?.[0]).toBe(
      'LimitExceededException',
    );
});
